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

        await KilledReplays.RunAsync(typeof(OpsAssembly).Assembly, ops.Addresses, ops.Database, Kills);
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

    async Task<List<string?>> PublishedAsync()
    {
        var messages = new List<string?>();
        while (await ops.Broker.GetAsync(Names.ApplyUser) is { } message)
            messages.Add(message.BasicProperties.MessageId);
        return messages;
    }
}
