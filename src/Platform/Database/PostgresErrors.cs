using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Blink.Pipeline.Platform.Database;

/// <summary>Tells failures of the database apart, by SQLSTATE.</summary>
public static class PostgresErrors
{
    /// <summary>
    /// Whether the same work may succeed later without anybody changing it: the server is away, starting, full or shutting down, it
    /// answers but is not what it should be (another password, a database that is being restored, a migration or a grant still to
    /// come), or two transactions were in each other's way.
    /// </summary>
    /// <param name="exception">What Npgsql threw, or what wraps it.</param>
    /// <returns>True for a failure that waiting mends.</returns>
    public static bool IsTransient(Exception exception) => exception switch
    {
        PostgresException postgres => IsTransient(postgres.SqlState),
        NpgsqlException { InnerException: SocketException or IOException or TimeoutException or AuthenticationException } => true,
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

    // Classes of SQLSTATE that say something of the server, not of the work: 08 connection, 28 authorization, 3D no such database,
    // 3F no such schema, 53 resources, 57 operator intervention (shutdown, starting up, cancelled), 58 system.
    static bool IsTransient(string state) =>
        state is ['0', '8', ..] or ['2', '8', ..] or ['3', 'D' or 'F', ..] or ['5', '3' or '7' or '8', ..]
        || state is PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure
            or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.ReadOnlySqlTransaction
            // A process that was rolled out before its migration or its grants: every item fails until they are there.
            or PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InsufficientPrivilege
            // A damaged file fails whatever needs it, until it is restored.
            or PostgresErrorCodes.DataCorrupted
            or PostgresErrorCodes.IndexCorrupted;
}
