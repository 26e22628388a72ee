using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.ProvisioningWorker.Reconciling;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Reconciling;

public sealed class ApplyAgainTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_applied_is_decided_on_anew_once()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await database.SyncAsync(organisation, user, new($"{user}@x.test") { Title = "Engineer" });
        await database.TakeOutboxAsync();
        await database.ExecuteAsync("UPDATE provisioning.accounts SET job_title = 'Changed by hand' WHERE scim_user_id = @user", ("user", user));

        await QueueAsync(user, Guid.NewGuid());

        var command = Assert.IsType<Contracts.ApplyUser>(Assert.Single(await database.TakeOutboxAsync()));
        Assert.Equal(new Contracts.ApplyUser(organisation, user, 1), command);
        Assert.Equal(ApplyOutcome.Applied, (await database.ApplyAsync(command))[0].Outcome);
        Assert.Equal("Engineer", (await database.AccountOfAsync(user)).Profile.JobTitle);
        Assert.Equal(ApplyOutcome.Superseded, (await database.ApplyAsync(command))[0].Outcome);
    }

    [Fact]
    public async Task A_decision_is_kept_once_however_often_it_is_made()
    {
        var (organisation, user, other) = (await database.OrganisationAsync(), Guid.NewGuid(), Guid.NewGuid());
        var email = $"{user}@x.test";
        await database.SyncAsync(organisation, other, new(email, EmployeeId: "1"));
        var rejected = await database.WantAsync(organisation, user, new(email, EmployeeId: "2"));
        await database.ApplyAsync(rejected);
        await database.ApplyAsync(rejected);
        await database.SyncAsync(organisation, other, new($"other-{email}", EmployeeId: "1"));
        await database.ApplyAsync(rejected);
        await database.SyncAsync(organisation, user, new(email, EmployeeId: "3"));

        Assert.Equal(
            ["1 rejected", "1 applied", "2 applied"],
            await database.ScalarAsync<string[]>(
                "SELECT array_agg(concat(version, ' ', outcome) ORDER BY ctid) FROM provisioning.decisions WHERE scim_user_id = @user", ("user", user)));
    }

    async Task QueueAsync(params Guid[] users)
    {
        await using var batch = database.DataSource.CreateBatch();
        batch.BatchCommands.Add(ApplyAgain.Queue(users));
        await batch.ExecuteNonQueryAsync(Token);
    }
}
