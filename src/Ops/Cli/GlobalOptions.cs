using System.CommandLine;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>What every command understands. An address given here comes before the one in the environment.</summary>
static class GlobalOptions
{
    public static Option<string?> Postgres { get; } = Everywhere<string?>(
        "--postgres", "CONNECTION", "Npgsql connection string. Else ConnectionStrings__Postgres.");

    public static Option<string?> RabbitMq { get; } = Everywhere<string?>(
        "--rabbitmq", "URI", "amqp://user:password@host:5672/vhost. Else RabbitMq__Uri.");

    public static Option<string?> Management { get; } = Everywhere<string?>(
        "--rabbitmq-management", "URL", "http://user:password@host:15672. The user may be left to the environment. Else RabbitMq__ManagementUrl, __ManagementUser, __ManagementPassword.");

    public static Option<string> Actor { get; } = new("--actor")
    {
        Description = "Who acts, for the audit records. Else $USER.",
        HelpName = "NAME",
        Recursive = true,
        DefaultValueFactory = _ => Environment.UserName is { Length: > 0 } user ? user : "unknown",
    };

    public static Option<bool> Json { get; } = Everywhere<bool>("--json", null, "Print JSON for machines, and nothing else.");

    /// <summary>The settings: the environment's, and above them what was given as options.</summary>
    public static IConfigurationRoot Configuration(ParseResult parse) => new ConfigurationBuilder()
        .AddEnvironmentVariables()
        .AddInMemoryCollection(Given(parse))
        .Build();

    static IEnumerable<KeyValuePair<string, string?>> Given(ParseResult parse) =>
        new Dictionary<string, string?>
        {
            ["ConnectionStrings:Postgres"] = parse.GetValue(Postgres),
            ["RabbitMq:Uri"] = parse.GetValue(RabbitMq),
            ["RabbitMq:ManagementUrl"] = parse.GetValue(Management),
        }.Where(setting => setting.Value is not null);

    static Option<T> Everywhere<T>(string name, string? value, string description) =>
        new(name) { Description = description, HelpName = value, Recursive = true };
}
