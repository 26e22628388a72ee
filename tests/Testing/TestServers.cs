using Blink.Pipeline.LocalServers;
using Blink.Pipeline.LocalServers.Mail;
using Blink.Pipeline.LocalServers.Packages;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.LocalServers.RabbitMq;

namespace Blink.Pipeline.Testing;

/// <summary>
/// The servers that all tests of this process share: those of <c>./dev test</c>, which names them in the environment, or else
/// started when the first test asks, and stopped when the process ends. Where there is no server to be had, tests are skipped; with
/// <c>CI=true</c> they fail. (A class fixture cannot skip the tests of its class, only fail them; with the same message.)
/// </summary>
public static class TestServers
{
    static readonly Lazy<Task<PostgresServer>> SharedPostgres = new(() => KeepAsync(PostgresServer.StartAsync));
    static readonly Lazy<Task<RabbitMqServer>> SharedRabbitMq = new(() => KeepAsync(RabbitMqServer.StartAsync));

    static LocalServersOptions Options => new() { DataDirectory = DataDirectory };

    // The folder of ./dev, which Git ignores; elsewhere (a published test project) the system's temporary folder.
    static string DataDirectory { get; } = Path.Combine(Repository.Root ?? Path.GetTempPath(), ".dev", "tests");

    /// <summary>The shared PostgreSQL; see <see cref="TestDatabase"/> for a database of your own.</summary>
    public static Task<PostgresServer> PostgresAsync() => OrSkipAsync(SharedPostgres.Value);

    /// <summary>The shared RabbitMQ; see <see cref="TestBroker"/> for a virtual host of your own.</summary>
    public static Task<RabbitMqServer> RabbitMqAsync() => OrSkipAsync(SharedRabbitMq.Value);

    /// <summary>A PostgreSQL that the caller may stop, kill and start, and disposes.</summary>
    public static Task<PostgresServer> StartOwnPostgresAsync() => OrSkipAsync(PostgresServer.StartOwnAsync(Options, TestContext.Current.CancellationToken));

    /// <summary>A RabbitMQ that the caller may stop, kill and start, and disposes. Takes seconds: for tests about faults.</summary>
    public static Task<RabbitMqServer> StartOwnRabbitMqAsync() => OrSkipAsync(RabbitMqServer.StartOwnAsync(Options, TestContext.Current.CancellationToken));

    /// <summary>Prometheus' own tool.</summary>
    /// <returns>The program.</returns>
    public static Task<string> PromtoolAsync() => OrSkipAsync(Promtool.EnsureAsync(TestContext.Current.CancellationToken));

    /// <summary>An SMTP server that the caller may stop, kill and start, and disposes.</summary>
    public static Task<MailServer> StartOwnMailAsync() => OrSkipAsync(MailServer.StartOwnAsync(Options, TestContext.Current.CancellationToken));

    static async Task<T> KeepAsync<T>(Func<LocalServersOptions, CancellationToken, Task<T>> start) where T : LocalServer
    {
        // Not the token of the test that happens to ask first: the server is for all of them.
        var server = await start(Options, CancellationToken.None);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().GetAwaiter().GetResult();
        return server;
    }

    static async Task<T> OrSkipAsync<T>(Task<T> starting)
    {
        try
        {
            return await starting;
        }
        catch (LocalServersException e) when (Environment.GetEnvironmentVariable("CI") is not "true")
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
