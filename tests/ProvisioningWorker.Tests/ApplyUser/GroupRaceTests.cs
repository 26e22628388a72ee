using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>What two groups do to each other that are under way at the same moment.</summary>
public sealed class GroupRaceTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    readonly Guid user = Guid.NewGuid();
    readonly Guid other = Guid.NewGuid();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_email_freed_between_another_organisation_s_look_and_its_rejection_wakes_whoever_was_rejected()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await database.SyncAsync(theirs, other, new("ada@x.test"));
        await database.TakeOutboxAsync();
        var wanted = await database.WantAsync(ours, user, new("ada@x.test"));
        var freeing = await database.WantAsync(theirs, other, new("new@x.test"));
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var holding = await connection.BeginTransactionAsync(Token);
        await using var hold = connection.CreateCommand();
        hold.CommandText = $"""
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, decided_at)
            VALUES ('{user}', '{ours}', 1, 'applied', 'create', now())
            """;
        await hold.ExecuteNonQueryAsync(Token);

        // It has seen that the e-mail is taken, and waits for our row.
        var rejected = database.ApplyAsync(wanted);
        await Eventually.HoldsAsync(async () => Assert.Equal(1, await WaitingAsync()));
        var freed = database.ApplyAsync(freeing);
        await Eventually.HoldsAsync(async () => Assert.True(freed.IsCompleted || await WaitingAsync() == 2));
        await holding.RollbackAsync(Token);

        Assert.Equal(ApplyOutcome.Rejected, (await rejected)[0].Outcome);
        Assert.Equal(ApplyOutcome.Applied, (await freed)[0].Outcome);
        Assert.Contains(wanted, await database.TakeOutboxAsync());
    }

    [Fact]
    public async Task A_late_group_does_not_overwrite_a_newer_decision()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, user, new("bob@x.test"));
        await database.SyncAsync(organisation, user, new("bob2@x.test"));
        var late = Given.User("bob@x.test", id: user) with { OrganisationId = organisation };
        var decided = new DecidedUser(late, new AccountDecision.Reject(RejectionReason.NoIdentifier, null, null, false), null);
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);

        await GroupSave.SaveAsync(
            connection, new GroupChanges([decided], [], [], [], new SyncErrorChanges([], [])), (_ => null, Given.Now), Token);

        Assert.Equal("2 applied update", await database.StateAsync(user));
    }

    Task<long> WaitingAsync() => database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
}
