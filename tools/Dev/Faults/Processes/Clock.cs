namespace Blink.Pipeline.Dev.Faults.Processes;

/// <summary>
/// The clock of one process, which libfaketime moves while it runs. Only the time of day is moved: waits and time-outs go by the
/// monotonic clock, which no jump touches, here as in life.
/// </summary>
/// <param name="library">libfaketime's file.</param>
/// <param name="file">What it reads the offset from.</param>
sealed class Clock(string library, string file)
{
    /// <summary>What a process needs in its environment to have this clock.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["LD_PRELOAD"] = library,
        ["FAKETIME_TIMESTAMP_FILE"] = file,
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        // Its fix for waits on a monotonic clock makes .NET's timer and finalizer threads spin: a fifth of a core for each process.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
        ["FAKETIME_CACHE_DURATION"] = "1",
    };

    /// <summary>Moves the clock away from the machine's, within a second; zero moves it back.</summary>
    public void Move(TimeSpan offset)
    {
        // In one step: a process must not read half of it.
        var next = $"{file}.next";
        File.WriteAllText(next, FormattableString.Invariant($"{offset.TotalSeconds:+0;-0;+0}\n"));
        File.Move(next, file, overwrite: true);
    }
}
