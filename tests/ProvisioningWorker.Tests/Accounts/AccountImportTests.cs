using Blink.Pipeline.ProvisioningWorker.Accounts;

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
    public async Task An_empty_file_imports_nothing() =>
        Assert.Equal(0, (await ImportAsync(await database.OrganisationAsync())).Imported);

    [Fact]
    public async Task An_unknown_organisation_is_an_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ImportAsync(Guid.NewGuid(), new ImportedAccount(1) { Email = Email("ada") }));

    Task<ImportResult> ImportAsync(Guid organisation, params ImportedAccount[] accounts) =>
        new AccountImport(database.DataSource, database.Time).ImportAsync(organisation, accounts, record: null, Token);

    string Email(string name) => $"{name}.{unique}@x.test";
}
