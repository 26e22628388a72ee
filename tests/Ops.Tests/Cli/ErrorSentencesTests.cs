using System.CommandLine;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ops.Tests.Cli;

public sealed class ErrorSentencesTests
{
    const string NoPostgres = "Host=127.0.0.1;Port=1;Username=nobody;Database=none";

    [Theory]
    [InlineData("PostgreSQL does not answer", "organisations", "list", "--postgres", NoPostgres)]
    [InlineData("PostgreSQL does not answer", "migrate", "--postgres", NoPostgres)]
    [InlineData("RabbitMQ does not answer", "dead-letters", "replay", "--all", "--postgres", NoPostgres, "--rabbitmq", "amqp://a:b@127.0.0.1:1/")]
    [InlineData("management API at http://127.0.0.1:1/ does not answer", "queues", "--rabbitmq", "amqp://127.0.0.1:1/", "--rabbitmq-management", "http://a:b@127.0.0.1:1")]
    [InlineData("connection string of the database is not understood", "organisations", "list", "--postgres", "postgres://a:b@localhost/db")]
    [InlineData("connection string of the database is not understood", "migrate", "--postgres", "Host=localhost;Port=many")]
    [InlineData("connection string of the database names no host", "organisations", "list", "--postgres", "Database=none")]
    [InlineData("RabbitMq:Uri is not an address", "queues", "--rabbitmq", "broker", "--rabbitmq-management", "http://a:b@127.0.0.1:1")]
    public async Task A_server_that_is_away_is_one_sentence_that_says_what_to_do(string expected, params string[] arguments)
    {
        var (code, error) = await RunAsync(arguments);

        Assert.Equal(1, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task A_database_without_tables_says_to_migrate()
    {
        var server = await TestServers.PostgresAsync();

        var (code, error) = await RunAsync("organisations", "list", "--postgres", server.ConnectionString);

        Assert.Equal(1, code);
        Assert.Contains("run 'migrate' first", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--watch takes a whole number from 1", "queues", "--watch", "0")]
    [InlineData("Say which letters", "dead-letters", "replay")]
    [InlineData("leave out --all", "dead-letters", "replay", "1", "--all")]
    [InlineData("--reason", "dead-letters", "discard", "--all")]
    [InlineData("--since takes a time", "dead-letters", "list", "--since", "yesterday")]
    public async Task What_is_not_understood_is_wrong_usage(string expected, params string[] arguments)
    {
        var (code, error) = await RunAsync(arguments);

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("--help' shows what it takes", error, StringComparison.Ordinal);
    }

    static async Task<(int Code, string Error)> RunAsync(params string[] arguments)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        var code = await OpsCommandLine.RunAsync(arguments, configuration, TestContext.Current.CancellationToken);
        Assert.Empty(configuration.Output.ToString()!);
        return (code, configuration.Error.ToString()!);
    }
}
