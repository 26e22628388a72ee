using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Accounts;

public sealed class AccountImportTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    readonly string unique = Guid.NewGuid().ToString("N");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Imported_accounts_are_active_and_nobody_s()
    {
        var organisation = await database.OrganisationAsync();

        var result = await ImportAsync(organisation, new ImportedAccount(2) { FirstName = "Ada", Surname = " ", Email = Email("Ada"), MobilePhone = "07700 900124" });

        Assert.Equal((1, 0), (result.Imported, result.Errors.Count));
        var account = Assert.Single(await database.AccountsAsync(organisation));
        Assert.Equal((true, null, null), (account.Active, account.ScimUserId, account.LinkedBy));
        Assert.Equal(new Identities(Email("ada"), "+447700900124", null), account.Identities);
        Assert.Equal(("Ada", null), (account.Profile.FirstName, account.Profile.Surname));
    }

    [Fact]
    public async Task Every_bad_line_is_named_and_nothing_is_imported()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await ImportAsync(theirs, new ImportedAccount(1) { Email = Email("taken"), MobilePhone = "07700 900125", EmployeeId = "1" });
        await ImportAsync(ours, new ImportedAccount(1) { EmployeeId = "e-9" });

        var result = await ImportAsync(
            ours,
            new ImportedAccount(2) { Email = Email("fine"), EmployeeId = "1" },
            new ImportedAccount(3) { Email = Email("TAKEN") },
            new ImportedAccount(4) { MobilePhone = "+447700900125" },
            new ImportedAccount(5) { EmployeeId = "E-9" },
            new ImportedAccount(6) { Email = Email("fine"), EmployeeId = "1" },
            new ImportedAccount(7) { FirstName = "Nobody" });

        Assert.Equal(0, result.Imported);
        Assert.Equal(
            [
                (3, ImportProblem.EmailInUse),
                (4, ImportProblem.MobileInUse),
                (5, ImportProblem.EmployeeIdInUse),
                (6, ImportProblem.EmailRepeated),
                (6, ImportProblem.EmployeeIdRepeated),
                (7, ImportProblem.NoIdentifier),
            ],
            result.Errors.Select(error => (error.Line, error.Problem)));
        Assert.Single(await database.AccountsAsync(ours));
    }

    [Fact]
    public async Task While_a_file_is_read_nobody_waits_for_it()
    {
        var organisation = await database.OrganisationAsync();
        var free = new List<bool>();
        var lines = Enumerable.Range(2, 2_500).Select(line =>
        {
            if (line % 1_000 == 0)
                free.Add(LockIsFree(organisation));
            return new ImportedAccount(line) { EmployeeId = $"{line}" };
        });

        await using var staged = await new AccountImport(database.DataSource, database.Time).StageAsync(organisation, lines, Token);
        free.Add(LockIsFree(organisation));

        Assert.Equal([true, true, true], free);
        Assert.Empty(await database.AccountsAsync(organisation));
        Assert.Equal(new ImportCounts(2_500, 0, 0, 0), (await staged.SaveAsync(null, Token)).Lines);
        Assert.Equal(2_500, (await database.AccountsAsync(organisation)).Count);
    }

    [Fact]
    public async Task A_line_with_an_account_s_id_changes_it_and_nothing_else_of_it()
    {
        var organisation = await database.OrganisationAsync();
        await ImportAsync(organisation, new ImportedAccount(2) { Email = Email("ada"), Department = "Maths" });
        var account = Assert.Single(await database.AccountsAsync(organisation));
        database.Time.Advance(TimeSpan.FromMinutes(1));

        var changed = await ImportAsync(organisation, new ImportedAccount(2) { Id = account.Id, Email = Email("ada"), JobTitle = "Analyst", Active = false });

        Assert.Equal(new ImportCounts(0, 1, 0, 0), changed.Lines);
        Assert.Equal(
            account with
            {
                Active = false,
                Profile = account.Profile with { Department = null, JobTitle = "Analyst" },
                UpdatedAt = database.Time.GetUtcNow(),
            },
            Assert.Single(await database.AccountsAsync(organisation)));
    }

    [Fact]
    public async Task Two_accounts_of_a_file_swap_their_identities()
    {
        var organisation = await database.OrganisationAsync();
        await ImportAsync(organisation, new(2) { Email = Email("a"), FirstName = "A" }, new(3) { Email = Email("b"), FirstName = "B" });
        var accounts = await database.AccountsAsync(organisation);

        var result = await ImportAsync(
            organisation,
            [.. accounts.Select((account, i) => new ImportedAccount(i) { Id = account.Id, FirstName = account.Profile.FirstName, Email = accounts[1 - i].Profile.Email })]);

        Assert.Equal((0, 2), (result.Problems, result.Lines.Updated));
        Assert.Equal(
            [("A", Email("b")), ("B", Email("a"))],
            (await database.AccountsAsync(organisation)).Select(account => (account.Profile.FirstName, account.Identities.Email)).Order());
    }

    [Fact]
    public async Task An_account_that_a_directory_governs_may_stand_in_the_file_but_not_be_changed_by_it()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await database.SyncAsync(organisation, user, new(Email("ada"), "no number") { FirstName = "Ada", Title = " spaced " });
        var account = await database.AccountOfAsync(user);
        var line = new ImportedAccount(2) { Id = account.Id, FirstName = "Ada", JobTitle = " spaced ", Email = Email("ada"), MobilePhone = "no number" };

        var same = await ImportAsync(organisation, line);
        var changed = await ImportAsync(organisation, line with { FirstName = "Ida" });

        Assert.Equal((0, 1), (same.Problems, same.Lines.Unchanged));
        Assert.Equal([(2, ImportProblem.GovernedByDirectory)], changed.Errors.Select(error => (error.Line, error.Problem)));
        Assert.Equal(account, await database.AccountOfAsync(user));
    }

    [Fact]
    public async Task An_account_of_another_organisation_is_out_of_reach()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await ImportAsync(theirs, new ImportedAccount(2) { Email = Email("theirs") });
        var account = Assert.Single(await database.AccountsAsync(theirs));

        var result = await ImportAsync(ours, new ImportedAccount(2) { Id = account.Id, Email = Email("ours") });

        Assert.Equal([(2, ImportProblem.IdElsewhere)], result.Errors.Select(error => (error.Line, error.Problem)));
        Assert.Equal([account], await database.AccountsAsync(theirs));
    }

    [Fact]
    public async Task Whoever_waits_for_an_identity_that_the_file_takes_away_is_tried_again()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await ImportAsync(organisation, new ImportedAccount(2) { MobilePhone = "07700 900126", FirstName = "Old" });
        var account = Assert.Single(await database.AccountsAsync(organisation));
        Assert.Equal(new(ApplyOutcome.Rejected, "mobile_in_use"), await database.SyncAsync(organisation, user, new(Email("ada"), "07700 900126")));
        await database.TakeOutboxAsync();

        await ImportAsync(organisation, new ImportedAccount(2) { Id = account.Id, MobilePhone = "07700 900127", FirstName = "Old" });

        Assert.Equal([new Contracts.ApplyUser(organisation, user, 1)], await database.TakeOutboxAsync());
    }

    [Fact]
    public async Task Whoever_matched_a_disabled_account_that_the_file_corrects_is_tried_again()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await ImportAsync(
            organisation, new(2) { Email = Email("ada"), FirstName = "Ada", Active = false }, new(3) { EmployeeId = "77", FirstName = "Other", Active = false });
        var other = (await database.AccountsAsync(organisation)).Single(account => account.Profile.EmployeeId == "77");
        Assert.Equal(new(ApplyOutcome.Rejected, "ambiguous_match"), await database.SyncAsync(organisation, user, new(Email("ada"), EmployeeId: "77")));
        await database.TakeOutboxAsync();

        await ImportAsync(organisation, new ImportedAccount(2) { Id = other.Id, EmployeeId = "78", FirstName = "Other", Active = false });

        Assert.Equal([new Contracts.ApplyUser(organisation, user, 1)], await database.TakeOutboxAsync());
    }

    [Fact]
    public async Task An_account_that_changed_since_its_line_was_read_is_left_alone()
    {
        var organisation = await database.OrganisationAsync();
        await ImportAsync(organisation, new ImportedAccount(2) { Email = Email("ada") });
        var account = Assert.Single(await database.AccountsAsync(organisation));
        var import = new AccountImport(database.DataSource, database.Time);
        await using var staged = await import.StageAsync(organisation, [new ImportedAccount(2) { Id = account.Id, Email = Email("late") }], Token);

        database.Time.Advance(TimeSpan.FromSeconds(1));
        await ImportAsync(organisation, new ImportedAccount(2) { Id = account.Id, Email = Email("early") });

        Assert.Equal([ImportProblem.ChangedMeanwhile], (await staged.SaveAsync(null, Token)).Errors.Select(error => error.Problem));
        Assert.Equal(Email("early"), Assert.Single(await database.AccountsAsync(organisation)).Profile.Email);
    }

    [Fact]
    public async Task All_problems_are_counted_and_the_first_hundred_named()
    {
        var organisation = await database.OrganisationAsync();

        var result = await ImportAsync(organisation, [.. Enumerable.Range(2, 2_150).Select(line => new ImportedAccount(line) { FirstName = "Nobody" }), new(9_999) { EmployeeId = "1" }]);

        Assert.Equal((2_150, new ImportCounts(1, 0, 0, 2_150)), (result.Problems, result.Lines));
        Assert.Equal(Enumerable.Range(2, 100), result.Errors.Select(error => error.Line));
    }

    [Fact]
    public async Task An_empty_file_imports_nothing() =>
        Assert.Equal(0, (await ImportAsync(await database.OrganisationAsync())).Imported);

    [Fact]
    public async Task An_unknown_organisation_is_an_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ImportAsync(Guid.NewGuid(), new ImportedAccount(1) { Email = Email("ada") }));

    Task<ImportResult> ImportAsync(Guid organisation, params ImportedAccount[] accounts) =>
        new AccountImport(database.DataSource, database.Time).ImportAsync(organisation, accounts, record: null, Token);

    bool LockIsFree(Guid organisation)
    {
        using var connection = database.DataSource.OpenConnection();
        using var transaction = connection.BeginTransaction();
        return OrganisationLock.TryTakeAsync(connection, [organisation], Token).GetAwaiter().GetResult().Count == 1;
    }

    string Email(string name) => $"{name}.{unique}@x.test";
}
