using Blink.Pipeline.Platform.Database;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>The kinds of failure that a command can meet.</summary>
enum FailureKind
{
    /// <summary>Something that the command needs is away: waiting mends it, however long it takes.</summary>
    Transient,

    /// <summary>Another transaction was in the way: the next try sees what it did.</summary>
    Conflict,

    /// <summary>This command fails whenever it is tried: an unreadable body, an unknown user, a bug.</summary>
    Poison,
}

/// <summary>Says what happens to a command that failed. Pure.</summary>
static class FailurePolicy
{
    /// <summary>Longer than RabbitMQ's consumer timeout of 30 minutes: the broker takes the message back before we give it up.</summary>
    const int TransientTries = 400;

    static readonly int[] ConflictWaitsInMilliseconds = [20, 50, 100, 250, 500];

    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static FailureKind KindOf(Exception exception) =>
        PostgresErrors.IsConflict(exception) || PostgresErrors.IsUniqueViolation(exception) ? FailureKind.Conflict
        : PostgresErrors.IsTransient(exception) ? FailureKind.Transient
        : FailureKind.Poison;

    /// <summary>How long to wait before each further try of a transient failure: doubling from 100 ms to 10 s, ± 20 %.</summary>
    public static TimeSpan[] TransientWaits(Random random) =>
        [.. Enumerable.Range(0, TransientTries).Select(attempt => Jittered(Doubled(attempt), random))];

    /// <summary>A few quick tries: what was in the way is over in milliseconds.</summary>
    public static TimeSpan[] ConflictWaits(Random random) =>
        [.. ConflictWaitsInMilliseconds.Select(wait => Jittered(TimeSpan.FromMilliseconds(wait), random))];

    // Beyond 2^10 the cap is long reached.
    static TimeSpan Doubled(int attempt)
    {
        var doubled = TimeSpan.FromMilliseconds(100) * Math.Pow(2, Math.Min(attempt, 10));
        return doubled < LongestWait ? doubled : LongestWait;
    }

    static TimeSpan Jittered(TimeSpan wait, Random random) => wait * (0.8 + (0.4 * random.NextDouble()));
}
