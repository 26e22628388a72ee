using System.Data;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Ops.Tests.Fixtures;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Tests.SyncProgress;

/// <summary>With a ledger or without, in the midst of changes: the figures are those of a full count.</summary>
public sealed class SyncLedgerTests(OpsServers ops) : IClassFixture<OpsServers>
{
    // Counts every user, as nobody would in production.
    const string FullCountSql = """
        SELECT
            organisation.id,
            count(users.id),
            count(*) FILTER (WHERE users.deleted_at IS NOT NULL),
            count(*) FILTER (WHERE state.version >= users.version AND state.outcome = 'applied'),
            count(*) FILTER (WHERE state.version >= users.version AND state.outcome = 'rejected'),
            count(users.id) FILTER (WHERE coalesce(state.version < users.version, true)),
            max(users.last_modified)
        FROM operations.organisations AS organisation
        LEFT JOIN scim.users AS users ON users.organisation_id = organisation.id
        LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = users.id
        GROUP BY organisation.id
        """;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    SyncLedger Ledger => new(ops.Database.DataSource, TimeProvider.System);

    [Fact]
    public async Task The_figures_stay_those_of_a_full_count_while_everything_changes()
    {
        var organisations = new List<Guid>();
        for (var i = 0; i < 3; i++)
            organisations.Add((await ops.OrganisationAsync("Ledger")).Id);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var writers = Enumerable.Range(0, 2).Select(seed => ChangeAsync(organisations, new Random(seed), over.Token)).ToList();
        var samplers = Enumerable.Range(0, 2).Select(_ => AdvanceAsync(over.Token)).ToList();

        // Until what is compared is the ledger's for the most part.
        for (var look = 0; look < 40 || await ops.ScalarAsync<decimal>("SELECT coalesce(sum(users), 0) FROM operations.sync_counts") < 100; look++)
        {
            await CompareAsync();
            Assert.DoesNotContain([.. writers, .. samplers], task => task.IsCompleted);
        }

        await over.CancelAsync();
        await Task.WhenAll([.. writers, .. samplers]);
        await CompareAsync();
        Assert.True(await Ledger.AdvanceAsync(TimeProvider.System.GetUtcNow(), Token));
        await CompareAsync();
    }

    [Fact]
    public async Task Users_that_were_forgotten_are_found_when_their_organisation_is_counted_anew()
    {
        await using var own = new OpsServers();
        await own.InitializeAsync();
        var (name, organisation) = await own.OrganisationAsync("Forgotten");
        var user = await own.UserAsync(organisation, "gone@x.test", age: 600, deleted: true);
        await own.UserAsync(organisation, "stays@x.test", age: 600);
        var ledger = new SyncLedger(own.Database.DataSource, TimeProvider.System);
        await ledger.AdvanceAsync(Token);
        await own.ExecuteAsync($"DELETE FROM scim.users WHERE id = '{user}'; UPDATE operations.sync_counts SET counted_at = now() - interval '2 hours'");

        Assert.True(await ledger.AdvanceAsync(Token));

        var status = (await own.JsonAsync("sync", "status", name)).GetProperty("organisations")[0];
        Assert.Equal((1, 0, 1), (status.GetProperty("users").GetInt32(), status.GetProperty("deleted").GetInt32(), status.GetProperty("pending").GetInt32()));
    }

    [Fact]
    public async Task A_clock_that_was_set_back_changes_nothing()
    {
        await using var own = new OpsServers();
        await own.InitializeAsync();
        var ledger = new SyncLedger(own.Database.DataSource, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        Assert.True(await ledger.AdvanceAsync(now, Token));

        Assert.False(await ledger.AdvanceAsync(now.AddMinutes(-1), Token));

        Assert.Equal(1L, await own.ScalarAsync<long>("SELECT count(*) FROM operations.sync_ledger WHERE settled_until > now() - interval '30 seconds'"));
    }

    async Task ChangeAsync(List<Guid> organisations, Random random, CancellationToken cancellationToken)
    {
        var users = new List<(Guid Organisation, Guid Id)>();
        while (!cancellationToken.IsCancellationRequested)
        {
            if (users.Count == 0 || random.Next(3) == 0)
            {
                var organisation = organisations[random.Next(organisations.Count)];
                users.Add((organisation, await ops.UserAsync(organisation, $"{Guid.NewGuid():N}@x.test")));
                continue;
            }
            var (of, user) = users[random.Next(users.Count)];
            await ops.ExecuteAsync(random.Next(4) switch
            {
                0 => $"UPDATE scim.users SET version = version + 1, last_modified = clock_timestamp() WHERE id = '{user}' AND deleted_at IS NULL",
                1 => $"UPDATE scim.users SET version = version + 1, last_modified = clock_timestamp(), deleted_at = clock_timestamp() WHERE id = '{user}' AND deleted_at IS NULL",
                var choice => $"""
                    INSERT INTO provisioning.user_states AS state (scim_user_id, organisation_id, version, outcome, reason, decided_at)
                    SELECT id, '{of}', version, {(choice == 2 ? "'applied', NULL" : "'rejected', 'email_in_use'")}, now() FROM scim.users WHERE id = '{user}'
                    ON CONFLICT (scim_user_id) DO UPDATE SET version = excluded.version, outcome = excluded.outcome, reason = excluded.reason
                    WHERE state.version <= excluded.version
                    """,
            });
        }
    }

    // Changes of this test commit within milliseconds of their stamps, and seconds where the disk is shared.
    async Task AdvanceAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
            await Ledger.AdvanceAsync(TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(5), Token);
    }

    async Task CompareAsync()
    {
        await using var connection = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, Token);
        var read = await new SyncStatusReader(ops.Database.DataSource, TimeProvider.System).OrganisationsAsync(connection, null, Token);
        await using var command = new NpgsqlCommand(FullCountSql, connection);
        var counted = await command.ReadAsync(
            row => (row.GetGuid(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.Nullable<DateTimeOffset?>(6)), Token);
        Assert.Equal(
            counted.OrderBy(one => one.Item1),
            read.Select(one => (one.OrganisationId, one.Users, one.Deleted, one.Applied, one.Rejected, one.Pending, one.LastChangeAt)).OrderBy(one => one.OrganisationId));
    }
}
