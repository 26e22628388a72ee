using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Running;

static class RunSettings
{
    /// <summary>The settings that all four processes share, as environment variables.</summary>
    public static Dictionary<string, string?> Of(LocalServerSet servers, string postgres, Uri rabbitMq, RunOptions options) => new(options.Settings)
    {
        ["ConnectionStrings__Postgres"] = postgres,
        ["RabbitMq__Uri"] = rabbitMq.AbsoluteUri,
        ["RabbitMq__ManagementUrl"] = servers.RabbitMq.ManagementUrl.AbsoluteUri.TrimEnd('/'),
        ["RabbitMq__ManagementUser"] = servers.RabbitMq.User,
        ["RabbitMq__ManagementPassword"] = servers.RabbitMq.Password,
        ["Smtp__Host"] = servers.Mail.Host,
        ["Smtp__Port"] = $"{servers.Mail.Port}",
        ["Smtp__Security"] = "None",
        ["Smtp__From"] = "blink@blink.example",
        // Four processes share a small machine: one heap each, instead of one for each core.
        ["DOTNET_gcServer"] = "0",
    };

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
