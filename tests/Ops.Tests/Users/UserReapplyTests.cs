using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Tests.Fixtures;
using Blink.Pipeline.Ops.Users;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Blink.Pipeline.Ops.Tests.Users;

public sealed class UserReapplyTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_worker_does_not_publish_is_not_waited_for_without_end()
    {
        var (_, organisation) = await ops.OrganisationAsync("Silent");
        await ops.ExecuteAsync($"""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
            SELECT '{organisation}', gen_random_uuid(), 1, now(), now(), number::text, number::text, '{"{}"}'
            FROM generate_series(1, {UserReapply.StepSize + 3}) AS number
            """);
        await using var reading = ops.Database.DataSource.CreateCommand($"SELECT id FROM scim.users WHERE organisation_id = '{organisation}'");
        var users = await reading.ReadAsync(row => row.GetGuid(0), Token);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var audit = ops.Services.GetRequiredService<AuditLog>();

        var applying = new UserReapply(ops.Database.DataSource, audit, time)
            .ApplyAsync(users, () => audit.Record("alice", "tested silence", "users", new { }), (_, _) => { }, Token);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(applying.IsCompleted);
        });

        var result = await applying;
        Assert.Equal((UserReapply.StepSize + 3, UserReapply.StepSize, 3), (result.Matched, result.Queued, result.Left));
        Assert.Contains("500 users of 503 queued to be decided on anew; 3 are left", result.Sentence, StringComparison.Ordinal);
        await ops.ExecuteAsync($"DELETE FROM provisioning.outbox WHERE organisation_id = '{organisation}'");
    }

    [Fact]
    public async Task Users_that_the_worker_decides_on_just_then_are_queued_all_the_same()
    {
        var (_, organisation) = await ops.OrganisationAsync("Deadlock");
        var users = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            users.Add(await ops.UserAsync(organisation, $"user{i}@deadlock.test"));
            await ops.DecidedAsync(organisation, users[i]);
        }
        // As the worker, in the other order: one in the middle first, and the rest when the operator's commit holds some of them. Whoever
        // has waited for a second looks for the deadlock and is ended: not this one, unless the machine slept over that second.
        await using var connection = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync("SET LOCAL deadlock_timeout = '10s'");
        await ExecuteAsync($"UPDATE provisioning.user_states SET decided_at = now() WHERE scim_user_id = '{users[10]}'");
        var audit = ops.Services.GetRequiredService<AuditLog>();
        var applying = ops.Services.GetRequiredService<UserReapply>().ApplyAsync(users, () => audit.Record("alice", "tested", "users", new { }), (_, _) => { }, Token);
        await Eventually.HoldsAsync(async () => Assert.Equal(1, await ops.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%provisioning.outbox%'")));
        try
        {
            await ExecuteAsync($"UPDATE provisioning.user_states SET decided_at = now() WHERE organisation_id = '{organisation}'");
            await transaction.CommitAsync(Token);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected)
        {
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal(20, (await applying).Queued);
        Assert.Equal(20, await ops.ScalarAsync<long>($"SELECT count(DISTINCT subject_id) FROM provisioning.outbox WHERE organisation_id = '{organisation}'"));
        Assert.Equal(1, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.audit_records WHERE action = 'tested'"));

        async Task ExecuteAsync(string sql)
        {
#pragma warning disable CA2100 // The test's own constants.
            await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
