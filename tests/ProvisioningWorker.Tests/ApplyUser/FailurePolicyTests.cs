using System.Net.Sockets;
using System.Text.Json;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

public sealed class FailurePolicyTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction)]
    public void A_database_that_is_away_is_transient(string state) => Assert.Equal(FailureKind.Transient, FailurePolicy.KindOf(Postgres(state)));

    [Fact]
    public void A_lost_connection_is_transient() =>
        Assert.Equal(FailureKind.Transient, FailurePolicy.KindOf(new NpgsqlException("lost", new SocketException())));

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    public void Two_transactions_in_each_other_s_way_are_a_conflict(string state) =>
        Assert.Equal(FailureKind.Conflict, FailurePolicy.KindOf(Postgres(state)));

    [Fact]
    public void Everything_else_is_poison()
    {
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(new JsonException()));
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(new UnknownScimUserException(Given.Ada)));
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(Postgres(PostgresErrorCodes.CheckViolation)));
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(new InvalidOperationException()));
    }

    [Fact]
    public void Waits_for_what_is_away_grow_to_ten_seconds_and_outlast_the_broker_s_patience()
    {
        var waits = FailurePolicy.TransientWaits(new Random(1));

        Assert.InRange(waits[0], TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(120));
        Assert.InRange(waits[20], TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(12));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(80), TimeSpan.FromSeconds(12)));
        Assert.True(waits.Aggregate((sum, wait) => sum + wait) > TimeSpan.FromMinutes(30));
        Assert.True(waits.Distinct().Count() > waits.Length / 2);
    }

    [Fact]
    public void A_conflict_is_tried_quickly_and_not_for_long() =>
        Assert.InRange(FailurePolicy.ConflictWaits(new Random(1)).Aggregate((sum, wait) => sum + wait), TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    static PostgresException Postgres(string state) => new("message", "ERROR", "ERROR", state);
}
