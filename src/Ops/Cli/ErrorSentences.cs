using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Npgsql;
using RabbitMQ.Client.Exceptions;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>What an operator reads when something failed: what it is, and what to do.</summary>
static class ErrorSentences
{
    // A bug: whoever mends it needs the whole of it.
    public static string For(Exception exception) => OrNone(exception) ?? $"Unexpected: {exception}";

    /// <summary>The sentence; null for what nobody foresaw.</summary>
    public static string? OrNone(Exception exception) => exception switch
    {
        OpsException or OptionsValidationException => exception.Message,
        PostgresException postgres => OfPostgres(postgres),
        NpgsqlException => $"PostgreSQL does not answer ({Innermost(exception)}): start it, or correct ConnectionStrings__Postgres or --postgres.",
        BrokerUnreachableException => OfBroker(exception),
        AlreadyClosedException or OperationInterruptedException => OfBroker(exception),
        OperationCanceledException => "Stopped before it was done.",
        IOException or UnauthorizedAccessException => exception.Message,
        _ => null,
    };

    static string OfPostgres(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn =>
            "The database does not have this build's tables: run 'migrate' first.",
        PostgresErrorCodes.InvalidCatalogName => $"{exception.MessageText}: create it, or correct ConnectionStrings__Postgres or --postgres.",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"PostgreSQL refuses the login ({exception.MessageText}): correct ConnectionStrings__Postgres or --postgres.",
        _ => $"PostgreSQL refused ({exception.SqlState}): {exception.MessageText}.",
    };

    static string OfBroker(Exception exception) =>
        $"RabbitMQ does not answer ({Innermost(exception)}): start it, or correct RabbitMq__Uri or --rabbitmq.";

    static string Innermost(Exception exception) => exception.GetBaseException() switch
    {
        SocketException socket => socket.Message,
        var other => other.Message.ReplaceLineEndings(" "),
    };
}
