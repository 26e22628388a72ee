using System.CommandLine;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class KilledReplayTests : IAsyncLifetime
{
    const int Letters = 1_000;
    const int Kills = 20;
    const int Cuts = 25;

    readonly OpsServers ops = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ops.InitializeAsync();
        await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(
            [.. Enumerable.Range(0, Letters).Select(i => LetterReader.Read(Deliveries.Of(messageId: $"message-{i}"), DateTimeOffset.UnixEpoch))], Token);
    }

    public ValueTask DisposeAsync() => ops.DisposeAsync();

    [Fact]
    public async Task A_replay_killed_at_twenty_moments_loses_no_letter_and_each_is_audited_once()
    {
        await new KilledReplays(typeof(OpsAssembly).Assembly, ops.Database, ops.Broker).RunAsync(Kills);

        await FinishAsync();
        Assert.Equal(Kills, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letter_runs WHERE outcome = 'died'"));
    }

    [Fact]
    public async Task A_replay_whose_connection_is_cut_at_twenty_five_moments_loses_no_letter_and_each_is_audited_once()
    {
        await new CutReplays(ops.Database, ops.Broker).RunAsync(ReplayOverAsync, Cuts);

        await FinishAsync();
        Assert.Equal(Cuts, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letter_runs WHERE outcome = 'failed' AND problem <> ''"));
    }

    async Task ReplayOverAsync(Uri broker)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        var code = await OpsCommandLine.RunAsync(
            ["dead-letters", "replay", "--all", "--rate", "20", "--actor", "cut", "--postgres", ops.Database.ConnectionString, "--rabbitmq", broker.AbsoluteUri], configuration, Token);
        Assert.Equal(1, code);
        Assert.Contains("ended early", configuration.Error.ToString(), StringComparison.Ordinal);
    }

    async Task FinishAsync()
    {
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
        // Each run has begun once and ended once, also those that could not say so themselves.
        Assert.Equal(0L, await ops.ScalarAsync<long>("""
            SELECT count(*)
            FROM operations.dead_letter_runs AS run
            WHERE 1 <> ANY (ARRAY[
                (SELECT count(*) FROM operations.audit_records WHERE subject = 'dead-letter-run:' || run.id AND action = 'dead-letter-run.started'),
                (SELECT count(*) FROM operations.audit_records WHERE subject = 'dead-letter-run:' || run.id AND action = 'dead-letter-run.ended')])
            """));
    }

    async Task<List<string?>> PublishedAsync()
    {
        var messages = new List<string?>();
        while (await ops.Broker.GetAsync(Names.ApplyUser) is { } message)
            messages.Add(message.BasicProperties.MessageId);
        return messages;
    }
}
