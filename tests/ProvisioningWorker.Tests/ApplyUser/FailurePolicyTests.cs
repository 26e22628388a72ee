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

    [Fact]
    public void A_process_that_stops_is_transient() =>
        Assert.Equal(FailureKind.Transient, FailurePolicy.KindOf(new ObjectDisposedException("groups")));

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    public void Two_transactions_in_each_other_s_way_are_a_conflict(string state) =>
        Assert.Equal(FailureKind.Conflict, FailurePolicy.KindOf(Postgres(state)));

    [Fact]
    public void What_a_unique_constraint_refuses_is_a_clash() =>
        Assert.Equal(FailureKind.Clash, FailurePolicy.KindOf(Postgres(PostgresErrorCodes.UniqueViolation)));

    [Fact]
    public void Everything_else_is_poison()
    {
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(new JsonException()));
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(new UnknownScimUserException(Given.Ada)));
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(Postgres(PostgresErrorCodes.CheckViolation)));
        Assert.Equal(FailureKind.Poison, FailurePolicy.KindOf(new InvalidOperationException()));
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(2, 0.2)]
    [InlineData(5, 1.6)]
    [InlineData(8, 10)]
    [InlineData(100_000, 10)]
    public void Waits_for_what_is_away_grow_to_ten_seconds_and_never_end(int tries, double seconds)
    {
        var waits = Enumerable.Range(0, 50).Select(seed => FailurePolicy.NextTry(new TimeoutException(), tries, new Random(seed))!.Value).ToList();

        Assert.All(waits, wait => Assert.InRange(wait.TotalSeconds, seconds * 0.8, seconds * 1.2));
        Assert.InRange(waits.Distinct().Count(), 40, 50);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.LockNotAvailable)]
    public void A_conflict_is_tried_quickly_at_first_and_never_given_up(string state)
    {
        Assert.InRange(FailurePolicy.NextTry(Postgres(state), 1, new Random(1))!.Value.TotalSeconds, 0.016, 0.024);
        Assert.InRange(FailurePolicy.NextTry(Postgres(state), 100_000, new Random(1))!.Value.TotalSeconds, 8, 12);
    }

    [Fact]
    public void A_clash_is_tried_quickly_and_not_for_long()
    {
        var waits = Enumerable.Range(1, 10)
            .Select(tries => FailurePolicy.NextTry(Postgres(PostgresErrorCodes.UniqueViolation), tries, new Random(1))).ToList();

        Assert.Equal(5, waits.OfType<TimeSpan>().Count());
        Assert.InRange(waits.OfType<TimeSpan>().Sum(wait => wait.TotalSeconds), 0.1, 1);
    }

    [Fact]
    public void Poison_is_not_tried_again() =>
        Assert.Null(FailurePolicy.NextTry(new JsonException(), 1, new Random(1)));

    static PostgresException Postgres(string state) => new("message", "ERROR", "ERROR", state);
}
