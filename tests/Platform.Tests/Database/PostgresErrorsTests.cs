using System.Net.Sockets;
using System.Security.Authentication;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Platform.Tests.Database;

public sealed class PostgresErrorsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.TooManyConnections, true)]
    [InlineData(PostgresErrorCodes.DiskFull, true)]
    [InlineData(PostgresErrorCodes.ConnectionFailure, true)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData(PostgresErrorCodes.SerializationFailure, true)]
    [InlineData(PostgresErrorCodes.InvalidPassword, true)]
    [InlineData(PostgresErrorCodes.InvalidAuthorizationSpecification, true)]
    [InlineData(PostgresErrorCodes.InvalidCatalogName, true)]
    [InlineData(PostgresErrorCodes.InvalidSchemaName, true)]
    [InlineData(PostgresErrorCodes.QueryCanceled, true)]
    [InlineData(PostgresErrorCodes.DatabaseDropped, true)]
    [InlineData(PostgresErrorCodes.IoError, true)]
    [InlineData(PostgresErrorCodes.DataCorrupted, true)]
    [InlineData(PostgresErrorCodes.IndexCorrupted, true)]
    // The schema is older than the process, or a grant is missing: no fault of the item, so it must not become a dead letter.
    [InlineData(PostgresErrorCodes.UndefinedTable, true)]
    [InlineData(PostgresErrorCodes.UndefinedColumn, true)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, true)]
    [InlineData(PostgresErrorCodes.UniqueViolation, false)]
    [InlineData(PostgresErrorCodes.CheckViolation, false)]
    [InlineData(PostgresErrorCodes.InvalidTextRepresentation, false)]
    [InlineData(PostgresErrorCodes.NumericValueOutOfRange, false)]
    [InlineData(PostgresErrorCodes.ProgramLimitExceeded, false)]
    [InlineData(PostgresErrorCodes.SyntaxError, false)]
    public void A_refusal_is_transient_by_its_SQLSTATE(string state, bool transient) =>
        Assert.Equal(transient, PostgresErrors.IsTransient(Refusal(state)));

    [Fact]
    public void A_connection_that_is_not_to_be_had_is_transient() =>
        Assert.True(PostgresErrors.IsTransient(new NpgsqlException("", new SocketException((int)SocketError.ConnectionRefused))));

    [Fact]
    public void A_certificate_that_is_refused_is_transient() =>
        Assert.True(PostgresErrors.IsTransient(new NpgsqlException("", new AuthenticationException())));

    [Fact]
    public void A_wrapped_failure_counts_as_what_it_wraps() =>
        Assert.True(PostgresErrors.IsTransient(new InvalidOperationException("", Refusal(PostgresErrorCodes.AdminShutdown))));

    [Fact]
    public void A_bug_is_not_transient() =>
        Assert.False(PostgresErrors.IsTransient(new InvalidOperationException()));

    [Fact]
    public void A_unique_violation_is_told_by_its_constraint()
    {
        var exception = Refusal(PostgresErrorCodes.UniqueViolation, "users_pkey");

        Assert.True(PostgresErrors.IsUniqueViolation(exception));
        Assert.True(PostgresErrors.IsUniqueViolation(exception, "users_pkey"));
        Assert.False(PostgresErrors.IsUniqueViolation(exception, "another"));
    }

    static PostgresException Refusal(string state, string? constraint = null) =>
        new("", "ERROR", "ERROR", state, constraintName: constraint);
}
