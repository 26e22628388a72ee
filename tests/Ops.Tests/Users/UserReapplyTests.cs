using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Tests.Fixtures;
using Blink.Pipeline.Ops.Users;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Blink.Pipeline.Ops.Tests.Users;

public sealed class UserReapplyTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

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
        // As the worker, in the other order: one in the middle first, and the rest when the operator's commit holds some of them. The
        // database ends whoever has waited for a second: not this one.
        await using var connection = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await ExecuteAsync("SET LOCAL deadlock_timeout = '10s'");
        await ExecuteAsync($"UPDATE provisioning.user_states SET decided_at = now() WHERE scim_user_id = '{users[10]}'");
        var audit = ops.Services.GetRequiredService<AuditLog>();
        var applying = ops.Services.GetRequiredService<UserReapply>().ApplyAsync(users, () => audit.Record("alice", "tested", "users", new { }), (_, _) => { }, Token);
        await Eventually.HoldsAsync(async () => Assert.Equal(1, await ops.ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%provisioning.outbox%'")));
        await ExecuteAsync($"UPDATE provisioning.user_states SET decided_at = now() WHERE organisation_id = '{organisation}'");
        await transaction.CommitAsync(Token);

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
