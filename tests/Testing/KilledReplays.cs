using System.Diagnostics;
using System.Reflection;

namespace Blink.Pipeline.Testing;

/// <summary>Replays of dead letters that die half-way, each in a process of its own.</summary>
public static class KilledReplays
{
    // 20 of them replay about half of 200 letters: each does some work, and the last still has some to do.
    const string LettersPerSecond = "30";
    const int LongestLifeInMilliseconds = 200;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts <c>dead-letters replay --all</c> and kills it (SIGKILL) at a random moment after it began; again and again.</summary>
    /// <param name="ops">The operations program.</param>
    /// <param name="addresses">Its options that name the servers.</param>
    /// <param name="database">Where the runs are recorded; there is none yet.</param>
    /// <param name="times">How many to start and kill.</param>
    public static async Task RunAsync(Assembly ops, IReadOnlyList<string> addresses, TestDatabase database, int times)
    {
        for (var run = 1; run <= times; run++)
        {
            using var process = Start(ops, ["dead-letters", "replay", "--all", "--rate", LettersPerSecond, .. addresses]);
            try
            {
                await Eventually.HoldsAsync(async () => Assert.Equal(run, await RunsAsync(database)));
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(LongestLifeInMilliseconds)), TimeProvider.System, Token);
                Assert.False(process.HasExited, "It ended before it was killed.");
            }
            finally
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    static Process Start(Assembly program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(program.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    static async Task<long> RunsAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM operations.dead_letter_runs");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
