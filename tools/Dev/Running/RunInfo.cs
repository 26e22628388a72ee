using System.Text.Json;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Running;

/// <summary>Where everything of a running pipeline is: the content of <c>.dev/run.json</c>.</summary>
/// <param name="ScimUrl">The base address for SCIM clients.</param>
/// <param name="ConsoleUrl">The operators' console.</param>
/// <param name="Organisation">The id of an Enterprise organisation made for this run.</param>
/// <param name="ScimToken">The organisation's bearer token.</param>
/// <param name="Postgres">Npgsql connection string of the pipeline's database.</param>
/// <param name="RabbitMq">AMQP URI of the pipeline's virtual host.</param>
/// <param name="RabbitMqManagement">The broker's management API and pages.</param>
/// <param name="MailDirectory">The Maildir with all mails sent.</param>
/// <param name="Processes">The pid of each of the four processes, by name.</param>
sealed record RunInfo(
    string ScimUrl,
    string ConsoleUrl,
    string Organisation,
    string ScimToken,
    string Postgres,
    string RabbitMq,
    RunInfo.ManagementApi RabbitMqManagement,
    string MailDirectory,
    IReadOnlyDictionary<string, int> Processes)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>An HTTP address with its user.</summary>
    internal sealed record ManagementApi(string Url, string User, string Password);

    /// <summary>Reads what <c>./dev up</c> wrote.</summary>
    /// <exception cref="LocalServersException">It is not running.</exception>
    public static async Task<RunInfo> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(DevFolder.RunFile)) throw new LocalServersException("Nothing is running here: start it with ./dev up.");
        await using var file = File.OpenRead(DevFolder.RunFile);
        return (await JsonSerializer.DeserializeAsync<RunInfo>(file, Json, cancellationToken))!;
    }

    /// <summary>Writes <c>.dev/run.json</c>, in one step, so that nobody reads half of it.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var unfinished = $"{DevFolder.RunFile}.new";
        await File.WriteAllTextAsync(unfinished, JsonSerializer.Serialize(this, Json) + Environment.NewLine, cancellationToken);
        File.Move(unfinished, DevFolder.RunFile, overwrite: true);
    }
}
