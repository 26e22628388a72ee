namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>The advisory lock that a replay holds while it lives: one that is free means a run that is over, or dead.</summary>
static class RunLock
{
    /// <summary>The first half of the locks' keys, so that they meet nobody else's; the second is the run's number.</summary>
    public const int Class = 4_210_005;

    /// <summary>
    /// The condition that nobody holds the lock of <c>operations.dead_letter_runs AS run</c>. It is not asked by taking the lock: that
    /// would keep a replay that starts just then from seeing who is dead.
    /// </summary>
    public static readonly string IsFree = $"""
        NOT EXISTS (
            SELECT
            FROM pg_locks AS held
            WHERE held.locktype = 'advisory'
                AND held.granted
                AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND held.classid = {Class}::oid
                AND held.objid = run.id::oid)
        """;
}
