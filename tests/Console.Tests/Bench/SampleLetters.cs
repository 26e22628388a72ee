using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.Organisations;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>A night's dead letters, for whatever looks at the pages as they are.</summary>
static class SampleLetters
{
    /// <summary>Stores them.</summary>
    /// <returns>The one whose page is looked at, and the run.</returns>
    public static async Task<(long Letter, int Run)> CreateAsync(ConsoleHost host, IReadOnlyList<Organisation> organisations)
    {
        var token = TestContext.Current.CancellationToken;
        var (first, now) = (organisations[0].Id, TimeProvider.System.GetUtcNow());
        var user = await host.UserAsync(first, applied: 7);
        var before = await host.StoreAsync(FailedLetters.Command(first, user, at: now.AddHours(-9)));
        var given = await host.StoreAsync(FailedLetters.Invite(first, now.AddDays(-2)), FailedLetters.Skipped());
        var run = await host.Use<Replay>().RunAsync(new(new() { Ids = before }, "night.operator", "The database is back", RatePerSecond: 50), _ => { }, token);
        await host.Use<Discard>().RunAsync(new() { Ids = [given[1]] }, "day.operator", "Sent by a system that is gone", null, token);
        var again = await host.StoreAsync(FailedLetters.Command(first, user, at: now.AddHours(-3), replays: 1, was: before[0]));
        await host.StoreAsync(
        [
            FailedLetters.Poison(first, await host.UserAsync(first)),
            .. Enumerable.Range(0, 60).Select(i => FailedLetters.Command(
                organisations[i % organisations.Count].Id,
                Guid.NewGuid(),
                i % 3 == 0 ? "Npgsql.NpgsqlException" : "System.TimeoutException",
                i % 3 == 0 ? "Failed to connect to 10.1.2.3:5432" : "The operation has timed out.",
                now.AddMinutes(-i * 7),
                replays: i % 10 == 0 ? 2 : 0)),
        ]);
        return (again[0], run.RunId);
    }
}
