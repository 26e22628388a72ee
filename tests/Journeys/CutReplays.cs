using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

/// <summary>Replays of dead letters that lose their connection to the broker: between messages, within one, and before its confirm.</summary>
sealed class CutReplays(TestDatabase database, TestBroker broker)
{
    // At 20 letters a second: a window of two, which is some 1,500 bytes up and 40 down, every 100 ms.
    const int MostBytesUp = 2_500;
    const int MostBytesDown = 60;
    const int LongestMilliseconds = 100;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Runs replays and cuts the connection of each.</summary>
    /// <param name="replay">Runs a replay of all letters, 20 a second, over a broker at this address.</param>
    /// <param name="times">How many.</param>
    public async Task RunAsync(Func<Uri, Task> replay, int times)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed of the cuts: {seed}");
        var random = new Random(seed);
        for (var number = 0; number < times; number++)
        {
            await using var proxy = new TestProxy(broker.Uri);
            var before = await RunsAsync();
            var running = replay(proxy.Uri);
            // A run is recorded when its connection is there.
            await Eventually.HoldsAsync(async () => Assert.True(await RunsAsync() > before));
            await CutAsync(proxy, number % 3, random);
            await running;
        }
    }

    static async Task CutAsync(TestProxy proxy, int how, Random random)
    {
        if (how == 0)
            proxy.CutUpAfter(random.Next(MostBytesUp));
        else if (how == 1)
            proxy.CutDownAfter(random.Next(MostBytesDown));
        else
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestMilliseconds)), TimeProvider.System, Token);
            proxy.Cut();
        }
    }

    async Task<long> RunsAsync()
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM operations.dead_letter_runs WHERE actor = 'cut'");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
