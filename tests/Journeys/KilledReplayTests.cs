using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

public sealed class KilledReplayTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    const int Letters = 200;
    const int Kills = 20;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_replay_killed_at_twenty_random_moments_each_letter_is_applied_and_none_is_lost_and_all_are_audited()
    {
        await pipeline.ServeOpsAsync();
        var contoso = await pipeline.OrganisationAsync("Contoso");
        var users = await Task.WhenAll(Enumerable.Range(0, Letters).Select(number => contoso.CreateAsync($"user-{number}@contoso.example")));
        await contoso.SettledAsync();
        await ForgetAllAsync();
        await Parallel.ForEachAsync(users, Token, async (user, _) => await ParkAsync(new ApplyUser(contoso.Id, user, 1)));
        await Eventually.HoldsAsync(async () => Assert.Equal(Letters, await CountAsync("operations.dead_letters WHERE status = 'waiting'")));
        Assert.Equal(0, await CountAsync("provisioning.user_states"));

        await KilledReplays.RunAsync(typeof(OpsAssembly).Assembly, pipeline.OpsAddresses, pipeline.Database, Kills);
        // The last killed run's letters are to be had as soon as PostgreSQL has noticed that it is gone.
        await Eventually.HoldsAsync(async () =>
        {
            await pipeline.OpsAsync("dead-letters", "replay", "--all");
            Assert.Equal(Letters, await CountAsync("operations.dead_letters WHERE status = 'replayed'"));
        });

        await contoso.SettledAsync();
        Assert.Equal(Letters, await CountAsync("provisioning.user_states WHERE outcome = 'applied'"));
        Assert.Equal(Letters, (await contoso.AccountsAsync("account_id")).Count);
        Assert.Equal(Letters, await CountAsync("operations.dead_letters"));
        Assert.Equal(Letters, await CountAsync("operations.audit_records WHERE action = 'dead-letter.replayed'"));
        Assert.Equal(Letters, await CountAsync("""
            operations.dead_letters AS letter
            JOIN operations.audit_records AS audit ON audit.subject = 'dead-letter:' || letter.id AND audit.action = 'dead-letter.replayed'
            """));
        Assert.Equal(Kills, await CountAsync("operations.dead_letter_runs WHERE outcome = 'died'"));
        // Some must have died between a claim and its audit record, or else this would prove little.
        Assert.NotEqual(0, await CountAsync("operations.dead_letter_runs WHERE taken_over > 0"));
    }

    // As if their commands had been lost before they were applied: only the replay brings them back.
    async Task ForgetAllAsync()
    {
        await using var command = pipeline.Database.DataSource.CreateCommand("DELETE FROM provisioning.user_states");
        Assert.Equal(Letters, await command.ExecuteNonQueryAsync(Token));
    }

    Task ParkAsync(ApplyUser command) =>
        pipeline.Broker.PublishAsync(Queues.ErrorQueueOf(Queues.ApplyUser), JsonSerializer.Serialize(command, JsonSerializerOptions.Web));

    async Task<long> CountAsync(string rows)
    {
        await using var command = pipeline.Database.DataSource.CreateCommand($"SELECT count(*) FROM {rows}");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
