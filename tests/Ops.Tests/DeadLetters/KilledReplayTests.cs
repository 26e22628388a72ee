using System.Diagnostics;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class KilledReplayTests(OpsServers ops) : IClassFixture<OpsServers>
{
    const int Letters = 200;
    const int Kills = 20;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_replay_killed_at_twenty_random_moments_loses_no_letter_and_each_is_audited_once()
    {
        await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(
            [.. Enumerable.Range(0, Letters).Select(i => LetterReader.Read(Deliveries.Of(messageId: $"message-{i}"), DateTimeOffset.UnixEpoch))], Token);

        for (var kill = 1; kill <= Kills; kill++)
            await KillOneAsync(run: kill);
        // The last killed run's lock is free as soon as PostgreSQL has noticed; until then its letters are not to be had.
        await Eventually.HoldsAsync(async () =>
        {
            await ops.TextAsync("dead-letters", "replay", "--all");
            Assert.Equal(Letters, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters WHERE status = 'replayed'"));
        });

        Assert.Equal(Letters, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.audit_records WHERE action = 'dead-letter.replayed'"));
        Assert.Equal(Letters, await ops.ScalarAsync<long>("SELECT count(DISTINCT subject) FROM operations.audit_records WHERE action = 'dead-letter.replayed'"));
        Assert.Equal(Letters, await ops.ScalarAsync<long>("SELECT sum(done) FROM operations.dead_letter_runs"));
        Assert.Equal(Letters, (await PublishedAsync()).Distinct().Count());
    }

    // Every moment from its first letters on is as good as any other; the run takes far longer than that.
    async Task KillOneAsync(int run)
    {
        using var process = Start("dead-letters", "replay", "--all", "--rate", "50");
        await Eventually.HoldsAsync(async () =>
            await ops.ScalarAsync<long>($"SELECT count(*) FROM operations.dead_letter_runs WHERE id = {run}") == 1);
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(200)), TimeProvider.System, Token);
        Assert.False(process.HasExited, "It ended before it was killed.");
        process.Kill();
        await process.WaitForExitAsync(Token);
    }

    async Task<List<string?>> PublishedAsync()
    {
        var messages = new List<string?>();
        while (await ops.Broker.GetAsync(Names.ApplyUser) is { } message)
            messages.Add(message.BasicProperties.MessageId);
        return messages;
    }

    Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(OpsAssembly).Assembly.Location);
        foreach (var argument in ops.Arguments(arguments))
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
