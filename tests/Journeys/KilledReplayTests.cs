using System.CommandLine;
using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

public sealed class KilledReplayTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    const int Letters = 1_000;
    const int Kills = 100;
    const int Cuts = 50;

    static readonly TimeSpan LongestFlood = TimeSpan.FromMinutes(2);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_replays_killed_a_hundred_times_and_cut_off_fifty_times_each_letter_is_applied_once_and_none_is_lost_and_all_are_audited()
    {
        await pipeline.ServeOpsAsync();
        var contoso = await pipeline.OrganisationAsync("Contoso");
        var users = await Task.WhenAll(Enumerable.Range(0, Letters).Select(number => contoso.CreateAsync($"user-{number}@contoso.example")));
        await contoso.SettledAsync();
        await ForgetAllAsync();
        await pipeline.Broker.PublishAsync(
            Queues.ErrorQueueOf(Queues.ApplyUser), [.. users.Select(user => JsonSerializer.Serialize(new ApplyUser(contoso.Id, user, 1), JsonSerializerOptions.Web))]);
        await Eventually.HoldsAsync(
            async () => Assert.Equal(Letters, await CountAsync("operations.dead_letters WHERE status = 'waiting'")), LongestFlood);
        Assert.Equal(0, await CountAsync("provisioning.user_states"));
        await CountEffectsAsync();

        await Task.WhenAll(
            new KilledReplays(typeof(OpsAssembly).Assembly, pipeline.Database, pipeline.Broker).RunAsync(Kills),
            new CutReplays(pipeline.Database, pipeline.Broker).RunAsync(ReplayOverAsync, Cuts));
        Assert.NotEqual(0, await CountAsync("operations.dead_letters WHERE status <> 'replayed'"));
        // Two at once; the last killed run's letters are to be had as soon as PostgreSQL has noticed that it is gone.
        await Eventually.HoldsAsync(async () =>
        {
            await Task.WhenAll(pipeline.OpsAsync("dead-letters", "replay", "--all"), pipeline.OpsAsync("dead-letters", "replay", "--all"));
            Assert.Equal(Letters, await CountAsync("operations.dead_letters WHERE status = 'replayed'"));
            Assert.Equal(Kills, await CountAsync("operations.dead_letter_runs WHERE outcome = 'died'"));
        });

        await contoso.SettledAsync();
        Assert.Equal(Letters, await CountAsync("provisioning.user_states WHERE outcome = 'applied'"));
        Assert.Equal(Letters, (await contoso.AccountsAsync("account_id")).Count);
        await Eventually.HoldsAsync(async () => Assert.All(
            (await pipeline.Broker.CountAsync([Queues.ApplyUser, Queues.ErrorQueueOf(Queues.ApplyUser), Queues.DeadLetters])).Values, waiting => Assert.Equal(0u, waiting)));
        Assert.Equal(Letters, await CountAsync("operations.dead_letters"));
        // Applied once: what came twice has changed nothing.
        Assert.Equal(Letters, await CountAsync("effects"));
        Assert.Equal(Letters, await CountAsync("(SELECT DISTINCT scim_user_id FROM effects) AS applied"));
        await AuditedAsync();
        Assert.Equal(Cuts, await CountAsync("operations.dead_letter_runs WHERE actor = 'cut' AND outcome = 'failed'"));
        // Some must have died between a claim and its audit record, or else this would prove little.
        Assert.NotEqual(0, await CountAsync("operations.dead_letter_runs WHERE taken_over > 0"));
    }

    async Task ReplayOverAsync(Uri broker)
    {
        await using StringWriter output = new(), error = new();
        var code = await OpsCommandLine.RunAsync(
            ["dead-letters", "replay", "--all", "--rate", "20", "--actor", "cut", "--postgres", pipeline.Database.ConnectionString, "--rabbitmq", broker.AbsoluteUri],
            new InvocationConfiguration { Output = output, Error = error },
            Token);
        Assert.Equal(1, code);
        Assert.Contains("ended early", error.ToString(), StringComparison.Ordinal);
    }

    async Task AuditedAsync()
    {
        Assert.Equal(Letters, await CountAsync("operations.audit_records WHERE action = 'dead-letter.replayed'"));
        Assert.Equal(Letters, await CountAsync("""
            operations.dead_letters AS letter
            JOIN operations.audit_records AS audit ON audit.subject = 'dead-letter:' || letter.id AND audit.action = 'dead-letter.replayed'
            """));
        // Each run's beginning, and its end: whoever takes over from a dead one says it for it.
        var runs = await CountAsync("operations.dead_letter_runs");
        foreach (var action in new[] { "dead-letter-run.started", "dead-letter-run.ended" })
        {
            Assert.Equal(runs, await CountAsync($"operations.audit_records WHERE action = '{action}'"));
            Assert.Equal(runs, await CountAsync($"(SELECT DISTINCT subject FROM operations.audit_records WHERE action = '{action}') AS audited"));
        }
    }

    // As if their commands had been lost before they were applied: only the replay brings them back.
    async Task ForgetAllAsync() => Assert.Equal(Letters, await ExecuteAsync("DELETE FROM provisioning.user_states"));

    async Task CountEffectsAsync() => await ExecuteAsync("""
        CREATE TABLE effects (scim_user_id uuid NOT NULL);
        CREATE FUNCTION count_effect() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO effects VALUES (NEW.scim_user_id);
            RETURN NULL;
        END;
        $$;
        CREATE TRIGGER count_effect AFTER INSERT OR UPDATE ON provisioning.user_states FOR EACH ROW EXECUTE FUNCTION count_effect();
        """);

    async Task<int> ExecuteAsync(string sql)
    {
        await using var command = pipeline.Database.DataSource.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync(Token);
    }

    async Task<long> CountAsync(string rows)
    {
        await using var command = pipeline.Database.DataSource.CreateCommand($"SELECT count(*) FROM {rows}");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
