using Blink.Pipeline.Platform;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.GroupCommits;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>The kinds of failure that a command can meet.</summary>
enum FailureKind
{
    /// <summary>Something that the command needs is away: waiting mends it, however long it takes.</summary>
    Transient,

    /// <summary>Another transaction was in the way: waiting mends that too, and apart from its group a command is soon through.</summary>
    Conflict,

    /// <summary>
    /// A unique constraint refused the write. Mostly another transaction was first, and the next try sees what it did; what is refused
    /// again and again is refused at any moment.
    /// </summary>
    Clash,

    /// <summary>This command fails whenever it is tried: an unreadable body, an unknown user, a bug.</summary>
    Poison,
}

/// <summary>Says what happens to a command that failed. Pure.</summary>
static class FailurePolicy
{
    /// <summary>A few quick tries: whoever was first is seen within milliseconds.</summary>
    const int ClashTries = 5;

    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    static readonly Backoff ConflictWaits = new(TimeSpan.FromMilliseconds(20), LongestWait);
    static readonly Backoff TransientWaits = new(TimeSpan.FromMilliseconds(100), LongestWait);
    static readonly Backoff BusyWaits = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    public static FailureKind KindOf(Exception exception) =>
        PostgresErrors.IsConflict(exception) ? FailureKind.Conflict
        : PostgresErrors.IsUniqueViolation(exception) ? FailureKind.Clash
        // Disposed: the process is stopping. The message goes back to its queue when the connection closes.
        : exception is ObjectDisposedException or GroupCommitFullException || PostgresErrors.IsTransient(exception) ? FailureKind.Transient
        : FailureKind.Poison;

    /// <summary>
    /// How long to wait before the next try; null: there is none, the command goes to the dead letters. What waiting mends is tried
    /// for as long as the broker lets us hold the message: its consumer timeout, 30 minutes. Then it takes the message back, counts that
    /// as a return, and hands it out again; after <see cref="QueueArguments.DeliveryLimit"/> returns, so after some ten hours of an
    /// outage, it gives the message to the dead letters. The reconciler sends a new command for it.
    /// </summary>
    /// <param name="exception">How the last try failed.</param>
    /// <param name="tries">How many tries there were, the first one included.</param>
    /// <param name="random">Spreads the waits of several workers by a fifth up or down.</param>
    public static TimeSpan? NextTry(Exception exception, int tries, Random random) => KindOf(exception) switch
    {
        FailureKind.Transient => TransientWaits.WaitAfter(tries, random),
        FailureKind.Conflict => ConflictWaits.WaitAfter(tries, random),
        FailureKind.Clash when tries <= ClashTries => ConflictWaits.WaitAfter(tries, random),
        _ => null,
    };

    /// <summary>How long to wait while somebody else decides on the organisation's accounts: for as long as that takes.</summary>
    /// <param name="tries">How many tries there were, the first one included.</param>
    /// <param name="random">Spreads the waits.</param>
    public static TimeSpan NextTryWhileBusy(int tries, Random random) => BusyWaits.WaitAfter(tries, random);
}
