using System.Net.Sockets;
using Npgsql;

namespace Blink.Pipeline.Platform.Database;

/// <summary>Tells failures of the database apart, by SQLSTATE.</summary>
public static class PostgresErrors
{
    /// <summary>
    /// Whether the same work may succeed later without anybody changing it: the server is away, starting, full or shutting down, or
    /// two transactions were in each other's way.
    /// </summary>
    /// <param name="exception">What Npgsql threw, or what wraps it.</param>
    /// <returns>True for a failure that waiting mends.</returns>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => IsTransient(postgres.SqlState),
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException } => true,
        NpgsqlException npgsql => npgsql.IsTransient || npgsql.InnerException is null,
        SocketException or TimeoutException => true,
        _ => exception.InnerException is { } inner && IsTransient(inner),
    };

    /// <summary>Whether two transactions were in each other's way, so that trying again at once is worth it.</summary>
    /// <param name="exception">What Npgsql threw.</param>
    /// <returns>True for a deadlock, a serialization failure or a lock that was not had in time.</returns>
    public static bool IsConflict(Exception exception) => exception is PostgresException
    {
        SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable,
    };

    /// <summary>Whether a unique constraint refused the write.</summary>
    /// <param name="exception">What Npgsql threw.</param>
    /// <param name="constraint">The constraint or index that is meant; null: any.</param>
    /// <returns>True when it was that constraint.</returns>
    public static bool IsUniqueViolation(Exception exception, string? constraint = null) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } postgres
        && (constraint is null || postgres.ConstraintName == constraint);

    // Classes of SQLSTATE: 08 connection, 53 resources, 57P operator intervention (shutdown, starting up); 25006 is a standby.
    static bool IsTransient(string state) =>
        state.StartsWith("08", StringComparison.Ordinal)
        || state.StartsWith("53", StringComparison.Ordinal)
        || state.StartsWith("57P", StringComparison.Ordinal)
        || state is PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.ReadOnlySqlTransaction;
}
