namespace Blink.Pipeline.Dev.Running;

/// <summary>Tells a process that somebody kills from one that cannot run: the second is not worth starting again for ever.</summary>
/// <param name="timeProvider">The clock.</param>
sealed class OwnExits(TimeProvider timeProvider)
{
    /// <summary>So many in a row are hopeless…</summary>
    public const int Most = 5;

    /// <summary>…if they came within this time.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromMinutes(1);

    const int Signalled = 128;

    // A process does these to itself: ILL, TRAP, ABRT (an unhandled exception of .NET), BUS, FPE, SEGV.
    static readonly int[] OfItsOwn = [4, 5, 6, 7, 8, 11];

    readonly Queue<DateTimeOffset> times = new();

    /// <summary>Counts an end of the process.</summary>
    /// <param name="exitStatus">As a shell counts it; null: not known.</param>
    /// <returns>Whether it is hopeless to start it again.</returns>
    public bool IsHopelessAfter(int? exitStatus)
    {
        if (exitStatus is { } status and > Signalled && !OfItsOwn.Contains(status - Signalled))
        {
            times.Clear();
            return false;
        }

        times.Enqueue(timeProvider.GetUtcNow());
        while (times.Count > Most) times.Dequeue();
        return times.Count == Most && times.Last() - times.Peek() <= Span;
    }
}
