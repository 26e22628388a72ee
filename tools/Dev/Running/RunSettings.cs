namespace Blink.Pipeline.Dev.Running;

static class RunSettings
{
    /// <summary>The settings that all four processes share, as environment variables; those of the caller come before ours.</summary>
    public static IReadOnlyDictionary<string, string?> Of(RunAddresses addresses, IReadOnlyDictionary<string, string?> more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings__Postgres"] = addresses.Postgres,
            ["RabbitMq__Uri"] = addresses.RabbitMq.AbsoluteUri,
            ["RabbitMq__ManagementUrl"] = addresses.Management.AbsoluteUri.TrimEnd('/'),
            ["RabbitMq__ManagementUser"] = addresses.User,
            ["RabbitMq__ManagementPassword"] = addresses.Password,
            ["Smtp__Host"] = addresses.SmtpHost,
            ["Smtp__Port"] = $"{addresses.SmtpPort}",
            ["Smtp__Security"] = "None",
            ["Smtp__From"] = "Blink <provisioning@blink.example>",
            // Production waits for minutes, to gather what belongs together; here somebody is watching.
            ["Digest__Window"] = "00:00:10",
            ["Digest__MinimumInterval"] = "00:00:00",
            ["Digest__PollInterval"] = "00:00:01",
            // It listens on this machine only.
            ["Console__OneTimeLinks"] = "true",
            // Load tools run against it as one organisation.
            ["RateLimit__Enabled"] = "false",
            ["Invitation__AppUrl"] = "https://app.blink.example/",
            ["Invitation__PollInterval"] = "00:00:01",
            // A line for every request would be most of the work under load.
            ["Logging__LogLevel__Microsoft"] = "Warning",
            // Four processes share a small machine: one heap each, instead of one for each core.
            ["DOTNET_gcServer"] = "0",
        };
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    /// <summary>What the operations command line needs to reach a run that somebody else started.</summary>
    public static Dictionary<string, string?> Of(RunInfo info) => new()
    {
        ["ConnectionStrings__Postgres"] = info.Postgres,
        ["RabbitMq__Uri"] = info.RabbitMq,
        ["RabbitMq__ManagementUrl"] = info.RabbitMqManagement.Url,
        ["RabbitMq__ManagementUser"] = info.RabbitMqManagement.User,
        ["RabbitMq__ManagementPassword"] = info.RabbitMqManagement.Password,
    };
}
