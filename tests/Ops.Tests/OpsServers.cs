using System.CommandLine;
using System.Text.Json;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;

namespace Blink.Pipeline.Ops.Tests;

/// <summary>A database and a virtual host of a test class's own, and the command line over them.</summary>
public sealed class OpsServers : IAsyncLifetime
{
    public TestDatabase Database { get; private set; } = null!;

    public TestBroker Broker { get; private set; } = null!;

    /// <summary>The operations, as the command line makes them.</summary>
    internal ServiceProvider Services { get; private set; } = null!;

    /// <summary>The options that name the servers.</summary>
    public IReadOnlyList<string> Addresses =>
    [
        "--postgres", Database.ConnectionString,
        "--rabbitmq", Broker.Uri.OriginalString,
        "--rabbitmq-management", new UriBuilder(Broker.Server.ManagementUrl) { UserName = Broker.Server.User, Password = Broker.Server.Password }.ToString(),
    ];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Database = await TestDatabase.CreateAsync();
        Broker = await TestBroker.CreateAsync();
        await Topology.DeclareAsync(Broker.Uri, Token);
        Services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(Settings).Build())
            .AddLogging()
            .AddOperations()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Broker.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>Runs a command in this process.</summary>
    /// <returns>The exit code, and what it wrote to standard output and standard error.</returns>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        var code = await OpsCommandLine.RunAsync([.. arguments, .. Addresses], configuration, Token);
        return (code, configuration.Output.ToString()!, configuration.Error.ToString()!);
    }

    /// <summary>Runs a command that has to succeed, with <c>--json</c>.</summary>
    public async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.True(code == 0, error);
        return JsonSerializer.Deserialize<JsonElement>(output);
    }

    /// <summary>Runs a command that has to succeed, and returns what people see.</summary>
    public async Task<string> TextAsync(params string[] arguments)
    {
        var (code, output, error) = await RunAsync(arguments);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>Runs a command that has to fail, and returns what it says.</summary>
    public async Task<string> ErrorAsync(params string[] arguments)
    {
        var (code, _, error) = await RunAsync(arguments);
        Assert.NotEqual(0, code);
        return error;
    }

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

    public async Task DeleteQueueAsync(string queue)
    {
        await using var connection = await new ConnectionFactory { Uri = Broker.Uri }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: false, cancellationToken: Token);
    }

    Dictionary<string, string?> Settings => new()
    {
        ["ConnectionStrings:Postgres"] = Database.ConnectionString,
        ["RabbitMq:Uri"] = Broker.Uri.OriginalString,
    };
}
