using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Access.ApiKeys;
using Blink.Pipeline.Ops.Access.SignIn;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary><c>ops serve</c> in this process, over a database and a virtual host of its own.</summary>
public sealed class ConsoleHost : IAsyncDisposable
{
    readonly TestBroker broker;
    readonly WebApplication application;

    ConsoleHost(TestDatabase database, TestBroker broker, WebApplication application, LogRecorder logs) =>
        (Database, this.broker, this.application, Logs) = (database, broker, application, logs);

    public TestDatabase Database { get; }

    public TestBroker Broker => broker;

    public LogRecorder Logs { get; }

    public IServiceProvider Services => application.Services;

    public Uri Address => new UriBuilder(application.Urls.First()) { Host = "127.0.0.1" }.Uri;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts it.</summary>
    /// <param name="settings">More settings.</param>
    /// <param name="configure">More services.</param>
    public static async Task<ConsoleHost> StartAsync(
        IReadOnlyDictionary<string, string?>? settings = null, Action<IServiceCollection>? configure = null)
    {
        var (database, broker, logs) = (await TestDatabase.CreateAsync(), await TestBroker.CreateAsync(), new LogRecorder());
        await Topology.DeclareAsync(broker.Uri, Token);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:Postgres"] = database.ConnectionString,
            ["RabbitMq:Uri"] = broker.Uri.OriginalString,
            ["RabbitMq:ManagementUrl"] = new UriBuilder(broker.Server.ManagementUrl) { UserName = broker.Server.User, Password = broker.Server.Password }.ToString(),
            ["Console:OneTimeLinks"] = "true",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(logs);
        configure?.Invoke(builder.Services);
        var host = new ConsoleHost(database, broker, ServeCommand.Build(builder), logs);
        try
        {
            await host.application.StartAsync(Token);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>A client that follows no redirects and keeps its cookies.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A client with a new key.</summary>
    internal async Task<HttpClient> MachineAsync(Role role)
    {
        var key = await Use<ApiKeyStore>().IssueAsync($"machine-{Guid.NewGuid()}", role, TimeSpan.FromDays(1), "test", Token);
        var client = Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Key);
        return client;
    }

    /// <summary>A link that signs in once.</summary>
    public async Task<Uri> LinkAsync(string name = "night.operator") => (await Use<SignInLinks>().CreateAsync(Address, name, Token)).Url;

    /// <summary>The cookie of a session with these roles.</summary>
    internal Task<string> CookieAsync(params Role[] roles) => CookieAsync("someone", roles);

    /// <summary>The cookie of a session of somebody with these roles.</summary>
    internal async Task<string> CookieAsync(string name, params Role[] roles)
    {
        var session = Use<Session>();
        var cookies = Use<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        var person = await session.BeginAsync(name, roles.ToHashSet(), "test", Token);
        return $"{cookies.Cookie.Name}={cookies.TicketDataFormat.Protect(new(person, session.Properties(), CookieAuthenticationDefaults.AuthenticationScheme))}";
    }

    public T Use<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>The one value that a query gives.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        // Some fill whole tables, on a disk that is shared.
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await application.DisposeAsync();
        await broker.DisposeAsync();
        await Database.DisposeAsync();
    }
}
