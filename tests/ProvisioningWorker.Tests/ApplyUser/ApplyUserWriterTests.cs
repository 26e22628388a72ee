using Blink.Pipeline.Contracts;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

public sealed class ApplyUserWriterTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    readonly Guid user = Guid.NewGuid();
    readonly Guid other = Guid.NewGuid();
    readonly string unique = Guid.NewGuid().ToString("N");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_becomes_an_account_and_its_version_is_recorded()
    {
        var organisation = await database.OrganisationAsync();

        var result = await database.SyncAsync(organisation, user, new(Email("ada"), "07700 900123", "e-1") { FirstName = "Ada" });

        Assert.Equal(new ApplyResult(ApplyOutcome.Applied, "create"), result);
        var account = await database.AccountOfAsync(user);
        Assert.Equal(new Identities(Email("ada"), "+447700900123", "E-1"), account.Identities);
        Assert.Equal(("Ada", "07700 900123", true), (account.Profile.FirstName, account.Profile.MobilePhone, account.Active));
        Assert.Equal("1 applied create", await database.StateAsync(user));
    }

    [Fact]
    public async Task A_late_command_changes_nothing()
    {
        var organisation = await database.OrganisationAsync();
        var first = await database.WantAsync(organisation, user, new(Email("ada")));
        var second = await database.WantAsync(organisation, user, new(Email("ada2")));

        Assert.Equal(ApplyOutcome.Applied, (await database.ApplyAsync(second))[0].Outcome);
        Assert.Equal([ApplyOutcome.Superseded, ApplyOutcome.Superseded], (await database.ApplyAsync(first, second)).Select(result => result.Outcome));
        Assert.Equal("2 applied create", await database.StateAsync(user));
    }

    [Fact]
    public async Task An_early_command_applies_what_is_wanted_now()
    {
        var organisation = await database.OrganisationAsync();
        var first = await database.WantAsync(organisation, user, new(Email("ada")));
        await database.WantAsync(organisation, user, new(Email("ada2")));

        await database.ApplyAsync(first);

        Assert.Equal(Email("ada2"), (await database.AccountOfAsync(user)).Profile.Email);
        Assert.Equal("2 applied create", await database.StateAsync(user));
    }

    [Fact]
    public async Task A_composed_and_a_decomposed_letter_are_one_email()
    {
        var organisation = await database.OrganisationAsync();
        await database.ImportAsync(organisation, new ImportedAccount(1) { Email = Email("E\u0301mile") });

        var result = await database.SyncAsync(organisation, user, new(Email("\u00e9mile")));

        Assert.Equal("link", result.Detail);
        Assert.Equal(Email("\u00e9mile"), (await database.AccountOfAsync(user)).Identities.Email);
    }

    [Fact]
    public async Task A_rejection_is_recorded_raised_once_and_resolved_by_success()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await database.ImportAsync(theirs, new ImportedAccount(1) { Email = Email("ada") });
        await database.TakeOutboxAsync();

        var command = await database.WantAsync(ours, user, new(Email("ada"), EmployeeId: "1"));
        Assert.Equal(new(ApplyOutcome.Rejected, "email_in_use_elsewhere"), (await database.ApplyAsync(command))[0]);
        var raised = Assert.IsType<SyncErrorRaised>(Assert.Single(await database.TakeOutboxAsync()));
        Assert.Equal(ours, raised.OrganisationId);
        Assert.Equal([$"error email_in_use_elsewhere {Email("ada")}"], await database.OpenErrorsAsync(user));

        await database.ApplyAsync(command);
        Assert.Empty(await database.TakeOutboxAsync());

        await database.SyncAsync(ours, user, new(Email("ada2"), EmployeeId: "1"));
        Assert.Equal(new SyncErrorResolved(ours, raised.SyncErrorId), Assert.Single(await database.TakeOutboxAsync()));
        Assert.Empty(await database.OpenErrorsAsync(user));
    }

    [Fact]
    public async Task Another_reason_resolves_the_open_error_and_raises_its_own()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, user, new());
        await database.SyncAsync(organisation, other, new(Email("bob")));
        await database.TakeOutboxAsync();

        await database.SyncAsync(organisation, user, new(Email("bob")));

        Assert.Equal([$"error already_linked {Email("bob")}"], await database.OpenErrorsAsync(user));
        Assert.Equal([typeof(SyncErrorResolved), typeof(SyncErrorRaised)], (await database.TakeOutboxAsync()).Select(message => message.GetType()));
    }

    [Fact]
    public async Task A_phone_that_is_none_is_kept_and_warned_of()
    {
        var organisation = await database.OrganisationAsync();

        var result = await database.SyncAsync(organisation, user, new(Email("ada"), "ask at the desk"));

        Assert.Equal(ApplyOutcome.Applied, result.Outcome);
        Assert.Equal("ask at the desk", (await database.AccountOfAsync(user)).Profile.MobilePhone);
        Assert.Equal(["warning phone_not_recognised ask at the desk"], await database.OpenErrorsAsync(user));
    }

    [Fact]
    public async Task Who_is_rejected_is_not_also_told_to_be_synchronised_with_a_warning()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, other, new(Email("bob")));
        await database.SyncAsync(organisation, user, new(Email("bob"), "ask at the desk"));
        Assert.Equal([$"error already_linked {Email("bob")}"], await database.OpenErrorsAsync(user));

        await database.SyncAsync(organisation, user, new(Email("ada"), "ask at the desk"));
        Assert.Equal(["warning phone_not_recognised ask at the desk"], await database.OpenErrorsAsync(user));
        await database.TakeOutboxAsync();

        await database.SyncAsync(organisation, user, new(Email("bob"), "ask at the door"));
        Assert.Equal(
            [$"error email_in_use {Email("bob")}", "warning phone_not_recognised ask at the desk"],
            (await database.OpenErrorsAsync(user)).Order());
        Assert.IsType<SyncErrorRaised>(Assert.Single(await database.TakeOutboxAsync()));

        await database.SyncAsync(organisation, user, new(Email("ada")));
        Assert.Empty(await database.OpenErrorsAsync(user));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("left")]
    [InlineData("changed")]
    public async Task A_freed_email_wakes_whoever_waits_for_it_in_whatever_organisation(string how)
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await database.SyncAsync(theirs, other, new(Email("ada")));
        await database.SyncAsync(ours, user, new(Email("ada")));
        await database.TakeOutboxAsync();

        await database.SyncAsync(theirs, other, how switch
        {
            "deleted" => new(Email("ada")) { Deleted = true },
            "left" => new(Email("ada")) { Active = false },
            _ => new(Email("new")),
        });

        var command = Assert.IsType<Contracts.ApplyUser>(Assert.Single(await database.TakeOutboxAsync()));
        Assert.Equal(new(ours, user, 1), command);
        Assert.Equal(new(ApplyOutcome.Applied, "create"), (await database.ApplyAsync(command))[0]);
    }

    [Fact]
    public async Task A_conflict_never_keeps_a_leaver_active()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await database.SyncAsync(ours, user, new(Email("ada")));
        await database.SyncAsync(theirs, other, new(Email("taken")));

        var result = await database.SyncAsync(ours, user, new(Email("taken")) { Active = false });

        Assert.Equal(new(ApplyOutcome.Rejected, "email_in_use_elsewhere"), result);
        var account = await database.AccountOfAsync(user);
        Assert.Equal((false, Email("ada")), (account.Active, account.Profile.Email));
        Assert.Equal("2 rejected disable email_in_use_elsewhere", await database.StateAsync(user));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_conflict_never_keeps_a_leaver_active_who_was_never_linked(bool deletedAtOnce)
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        var mobile = deletedAtOnce ? "+44 7700 920001" : "+44 7700 920002";
        await database.ImportAsync(ours, new ImportedAccount(1) { Email = Email("ada") });
        await database.SyncAsync(theirs, other, new(Email("bob"), mobile));
        Assert.Equal(new(ApplyOutcome.Rejected, "mobile_in_use_elsewhere"), await database.SyncAsync(ours, user, new(Email("ada"), mobile)));
        Assert.True(Assert.Single(await database.AccountsAsync(ours)).Active);

        if (!deletedAtOnce)
        {
            await database.SyncAsync(ours, user, new(Email("ada"), mobile) { Active = false });
            Assert.Equal("2 rejected disable mobile_in_use_elsewhere", await database.StateAsync(user));
            Assert.False(Assert.Single(await database.AccountsAsync(ours)).Active);
        }
        await database.SyncAsync(ours, user, new(Email("ada"), mobile) { Deleted = true });

        var account = Assert.Single(await database.AccountsAsync(ours));
        Assert.Equal((false, null, Email("ada")), (account.Active, account.ScimUserId, account.Profile.Email));
        Assert.Equal(deletedAtOnce ? "2 applied disable" : "3 applied unchanged", await database.StateAsync(user));
        Assert.Empty(await database.OpenErrorsAsync(user));
    }

    [Fact]
    public async Task A_user_deleted_before_it_was_ever_decided_on_disables_nobody()
    {
        var organisation = await database.OrganisationAsync();
        await database.ImportAsync(organisation, new ImportedAccount(1) { Email = Email("ada") });
        await database.WantAsync(organisation, user, new(Email("ada")));

        await database.SyncAsync(organisation, user, new(Email("ada")) { Deleted = true });

        Assert.True(Assert.Single(await database.AccountsAsync(organisation)).Active);
    }

    [Fact]
    public async Task A_deleted_user_s_account_is_disabled_and_its_error_resolved_though_its_last_change_was_rejected()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await database.SyncAsync(ours, user, new(Email("ada")));
        await database.SyncAsync(theirs, other, new(Email("taken")));
        await database.SyncAsync(ours, user, new(Email("taken")));

        await database.SyncAsync(ours, user, new(Email("taken")) { Deleted = true });

        var account = Assert.Single(await database.AccountsAsync(ours));
        Assert.Equal((false, null), (account.Active, account.ScimUserId));
        Assert.Empty(await database.OpenErrorsAsync(user));
        Assert.Equal("3 applied disable", await database.StateAsync(user));
    }

    [Fact]
    public async Task Who_is_linked_to_which_account_and_why_is_logged_and_that_it_ended()
    {
        var organisation = await database.OrganisationAsync();
        await database.ImportAsync(organisation, new ImportedAccount(1) { EmployeeId = "7" });
        var account = Assert.Single(await database.AccountsAsync(organisation)).Id;
        using var log = new LogRecorder();
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        var writer = database.Writer(factory.CreateLogger<ApplyUserWriter>());

        await writer.WriteAsync([new(await database.WantAsync(organisation, user, new(Email("ada"), EmployeeId: "7")), null)], Token);
        await writer.WriteAsync([new(await database.WantAsync(organisation, user, new(Email("ada"), EmployeeId: "7") { Deleted = true }), null)], Token);

        Assert.Equal(
            [
                $"Linked account {account} to SCIM user {user} of organisation {organisation} by employee_id",
                $"Unlinked account {account} from SCIM user {user} of organisation {organisation}, which was deleted",
            ],
            log.Lines.Select(line => line.TrimEnd()));
    }

    [Fact]
    public async Task A_phone_number_is_read_anew_when_its_organisation_s_region_changes()
    {
        var organisation = await database.OrganisationAsync("GB");
        var command = await database.WantAsync(organisation, user, new(Email("ada"), "0170 1234567"));
        await database.ApplyAsync(command);
        Assert.NotEqual("+491701234567", (await database.AccountOfAsync(user)).Identities.Mobile);
        await database.ExecuteAsync("UPDATE operations.organisations SET default_region = 'DE' WHERE id = @id", ("id", organisation));

        Assert.Equal(new(ApplyOutcome.Applied, "update"), (await database.ApplyAsync(command))[0]);

        Assert.Equal("+491701234567", (await database.AccountOfAsync(user)).Identities.Mobile);
        Assert.Equal(ApplyOutcome.Superseded, (await database.ApplyAsync(command))[0].Outcome);
    }

    [Fact]
    public async Task A_rehired_person_s_new_user_takes_the_old_account()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, user, new(Email("ada"), EmployeeId: "7"));
        var account = await database.AccountOfAsync(user);
        var gone = await database.WantAsync(organisation, user, new(Email("ada"), EmployeeId: "7") { Deleted = true });
        var back = await database.WantAsync(organisation, other, new(Email("ada"), EmployeeId: "7"));

        // The deletion, though still to come, is what the directory wants: nobody else is in the way.
        await database.ApplyAsync(back);
        await database.ApplyAsync(gone);

        Assert.Equal(account.Id, (await database.AccountOfAsync(other)).Id);
        Assert.Equal("1 applied link", await database.StateAsync(other));
        Assert.Empty(await database.OpenErrorsAsync(other));
    }

    [Fact]
    public async Task A_rehired_person_s_new_user_waits_for_the_old_one_to_be_deleted_and_takes_its_account_then()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, user, new(Email("ada"), EmployeeId: "7"));
        await database.SyncAsync(organisation, user, new(Email("ada"), EmployeeId: "7") { Active = false });
        var account = await database.AccountOfAsync(user);
        Assert.Equal(new(ApplyOutcome.Rejected, "already_linked"), await database.SyncAsync(organisation, other, new(Email("ada"), EmployeeId: "7")));
        await database.TakeOutboxAsync();

        await database.SyncAsync(organisation, user, new(Email("ada"), EmployeeId: "7") { Deleted = true });

        var command = Assert.IsType<Contracts.ApplyUser>(Assert.Single(await database.TakeOutboxAsync()));
        await database.ApplyAsync(command);
        Assert.Equal(account.Id, (await database.AccountOfAsync(other)).Id);
    }

    [Fact]
    public async Task Two_users_swap_their_emails_though_their_commands_come_one_by_one()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, user, new(Email("a")));
        await database.SyncAsync(organisation, other, new(Email("b")));
        var command = await database.WantAsync(organisation, user, new(Email("b")));
        await database.WantAsync(organisation, other, new(Email("a")));

        Assert.Equal(ApplyOutcome.Applied, (await database.ApplyAsync(command))[0].Outcome);

        Assert.Equal(Email("b"), (await database.AccountOfAsync(user)).Identities.Email);
        Assert.Equal(Email("a"), (await database.AccountOfAsync(other)).Identities.Email);
        Assert.Equal("2 applied update", await database.StateAsync(other));
    }

    [Fact]
    public async Task A_user_of_another_organisation_or_of_none_is_unknown_and_harms_nobody()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        var mine = await database.WantAsync(ours, user, new(Email("ada")));
        var foreign = await database.WantAsync(theirs, other, new(Email("bob")));

        var results = await database.ApplyAsync(foreign with { OrganisationId = ours }, mine, new(ours, Guid.NewGuid(), 1));

        Assert.Equal([ApplyOutcome.Unknown, ApplyOutcome.Applied, ApplyOutcome.Unknown], results.Select(result => result.Outcome));
        Assert.Empty(await database.AccountsAsync(theirs));
    }

    [Fact]
    public async Task Poison_in_a_group_harms_only_itself()
    {
        await using var poisoned = new ProvisioningDatabase();
        await poisoned.InitializeAsync();
        await poisoned.ExecuteAsync(
            "ALTER TABLE provisioning.accounts ADD CONSTRAINT no_poison CHECK (first_name <> 'Poison')");
        var organisation = await poisoned.OrganisationAsync();
        var bad = await poisoned.WantAsync(organisation, user, new(Email("bad")) { FirstName = "Poison" });
        var good = new List<Contracts.ApplyUser>();
        for (var i = 0; i < 9; i++)
            good.Add(await poisoned.WantAsync(organisation, Guid.NewGuid(), new(Email($"good{i}"))));
        await using var groups = poisoned.Groups();

        var tasks = good.Append(bad).Reverse().Select(command => groups.WriteAsync(new(command, null), Token)).ToList();

        var failure = await Assert.ThrowsAsync<PostgresException>(() => Task.WhenAll(tasks));
        Assert.Equal("no_poison", failure.ConstraintName);
        Assert.Equal(9, tasks.Count(task => task.IsCompletedSuccessfully));
        Assert.Equal(9, (await poisoned.AccountsAsync()).Count);
    }

    [Fact]
    public async Task A_poisonous_user_who_is_in_the_way_does_not_harm_who_wants_its_email()
    {
        await using var poisoned = new ProvisioningDatabase();
        await poisoned.InitializeAsync();
        var organisation = await poisoned.OrganisationAsync();
        await poisoned.SyncAsync(organisation, other, new(Email("b")));
        await poisoned.ExecuteAsync("ALTER TABLE provisioning.accounts ADD CONSTRAINT no_poison CHECK (first_name <> 'Poison')");
        await poisoned.WantAsync(organisation, other, new(Email("c")) { FirstName = "Poison" });

        var result = await poisoned.SyncAsync(organisation, user, new(Email("b")));

        Assert.Equal(new(ApplyOutcome.Rejected, "already_linked"), result);
    }

    [Fact]
    public async Task One_user_delivered_twenty_times_to_four_writers_has_one_account()
    {
        var organisation = await database.OrganisationAsync();
        var command = await database.WantAsync(organisation, user, new(Email("ada"), null, "1"));
        var groups = Enumerable.Range(0, 4).Select(_ => database.Groups(size: 2)).ToList();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => groups[i % 4].WriteAsync(new(command, null), Token)));

        Assert.DoesNotContain(results, result => result.Outcome is ApplyOutcome.Rejected);
        Assert.Single(await database.AccountsAsync(organisation));
        foreach (var group in groups)
            await group.DisposeAsync();
    }

    [Fact]
    public async Task Two_organisations_that_want_one_mobile_at_the_same_moment_get_it_once()
    {
        var organisations = new[] { await database.OrganisationAsync(), await database.OrganisationAsync() };
        var commands = new List<Contracts.ApplyUser>();
        for (var i = 0; i < 20; i++)
        {
            foreach (var organisation in organisations)
                commands.Add(await database.WantAsync(organisation, Guid.NewGuid(), new(Email($"{organisation}-{i}"), $"+44 7700 91{i:0000}")));
        }

        var results = await Task.WhenAll(commands.Select(command => database.ApplyAsync(command)));

        Assert.Equal(20, results.Count(result => result[0].Outcome is ApplyOutcome.Applied));
        Assert.Equal(20, results.Count(result => result[0].Detail is "mobile_in_use_elsewhere"));
    }

    [Fact]
    public async Task While_one_organisation_is_busy_the_others_of_its_group_are_applied()
    {
        var (free, busy) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        ApplyUserItem[] group =
        [
            new(await database.WantAsync(busy, other, new(Email("bob"))), null),
            new(await database.WantAsync(free, user, new(Email("ada"))), null),
        ];
        await using var import = await database.DataSource.OpenConnectionAsync(Token);
        await using var importing = await import.BeginTransactionAsync(Token);
        await TakeLockAsync(import, busy);

        var results = await database.Writer().WriteAsync(group, Token);
        var alone = await database.Writer().WriteAsync(group[..1], Token);

        Assert.Equal([new(ApplyOutcome.Busy), new(ApplyOutcome.Applied, "create")], results);
        Assert.Equal([new(ApplyOutcome.Busy)], alone);
        await importing.CommitAsync(Token);
        Assert.Equal([new(ApplyOutcome.Applied, "create")], await database.Writer().WriteAsync(group[..1], Token));
    }

    static async Task TakeLockAsync(NpgsqlConnection connection, Guid organisation)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(OrganisationLock.Take([organisation]));
        await batch.ExecuteNonQueryAsync(Token);
    }

    string Email(string name) => $"{name}.{unique}@x.test";
}
