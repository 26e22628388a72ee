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
    /// <summary>A few quick tries: what was in the way is over in milliseconds.</summary>
    const int ConflictTries = 5;

    static readonly TimeSpan FirstConflictWait = TimeSpan.FromMilliseconds(20);
    static readonly TimeSpan FirstTransientWait = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public static FailureKind KindOf(Exception exception) =>
        PostgresErrors.IsConflict(exception) || PostgresErrors.IsUniqueViolation(exception) ? FailureKind.Conflict
        // Disposed: the process is stopping. The message goes back to its queue when the connection closes.
        : exception is ObjectDisposedException || PostgresErrors.IsTransient(exception) ? FailureKind.Transient
        : FailureKind.Poison;

    /// <summary>
    /// How long to wait before the next try; null: there is none, the command goes to the dead letters. Transient failures are tried
    /// for as long as the broker lets us hold the message (its consumer timeout, 30 minutes); then it hands it out again.
    /// </summary>
    /// <param name="exception">How the last try failed.</param>
    /// <param name="tries">How many tries there were, the first one included.</param>
    /// <param name="random">Spreads the waits of several workers by a fifth up or down.</param>
    public static TimeSpan? NextTry(Exception exception, int tries, Random random) => KindOf(exception) switch
    {
        FailureKind.Transient => Jittered(Doubled(FirstTransientWait, tries), random),
        FailureKind.Conflict when tries <= ConflictTries => Jittered(Doubled(FirstConflictWait, tries), random),
        _ => null,
    };

    // Beyond 2^10 the longest wait is long reached.
    static TimeSpan Doubled(TimeSpan first, int tries)
    {
        var doubled = first * Math.Pow(2, Math.Min(tries - 1, 10));
        return doubled < LongestWait ? doubled : LongestWait;
    }

    static TimeSpan Jittered(TimeSpan wait, Random random) => wait * (0.8 + (0.4 * random.NextDouble()));
}
