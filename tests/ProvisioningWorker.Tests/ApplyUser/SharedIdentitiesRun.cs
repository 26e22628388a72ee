using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>One world of <see cref="SharedIdentities"/>: organisations and identities of its own, so that all worlds share one database.</summary>
sealed class SharedIdentitiesRun(ProvisioningDatabase database, int number, Guid[] organisations)
{
    readonly Dictionary<int, Guid> ids = [];
    readonly Dictionary<Guid, AccountRules.Person> everybody = [];

    /// <summary>Every SCIM user that there ever was, as its directory wants it now.</summary>
    public IReadOnlyCollection<AccountRules.Person> Everybody => everybody.Values;

    public Task ImportAsync(int organisation, Wish wish) => database.ImportAsync(
        organisations[organisation],
        new ImportedAccount(1) { Email = Email(wish.Email), MobilePhone = Mobile(wish.Mobile), EmployeeId = EmployeeId(wish.EmployeeId) });

    /// <summary>Stores what the directory wants of a person; one that it deleted before is created anew, under another id.</summary>
    public Task<Contracts.ApplyUser> ChangeAsync(int person, Wish wish)
    {
        var known = ids.TryGetValue(person, out var id) && !everybody[id].Deleted;
        if (known && wish.State == "deleted")
            return DeleteAsync(everybody[id]);
        ids[person] = known ? id : Guid.NewGuid();
        return WantAsync(new AccountRules.Person(
            organisations[person % SharedIdentities.Organisations],
            ids[person],
            Email(wish.Email),
            Mobile(wish.Mobile),
            EmployeeId(wish.EmployeeId),
            wish.State != "inactive",
            Deleted: false));
    }

    public Task<Contracts.ApplyUser> DeleteAsync(AccountRules.Person person) => WantAsync(person with { Deleted = true });

    public async Task<List<Account>> AccountsAsync() =>
        [.. (await database.AccountsAsync()).Where(account => organisations.Contains(account.OrganisationId))];

    /// <summary>The other people who have one of a person's identities, or want one.</summary>
    public async Task<List<AccountRules.Person>> InTheWayOfAsync(AccountRules.Person person)
    {
        var holders = (await AccountsAsync())
            .Where(account => Shares(person, account.OrganisationId, account.Identities.Email, account.Identities.Mobile, account.Identities.EmployeeId))
            .Select(account => account.ScimUserId);
        var wanting = Everybody
            .Where(other => Shares(person, other.Organisation, other.Email, other.Mobile, other.EmployeeId))
            .Select(other => (Guid?)other.Id);
        return
        [
            .. holders.Concat(wanting).OfType<Guid>().Distinct().Where(id => id != person.Id)
                .Select(id => everybody[id]).Where(other => !other.Deleted),
        ];
    }

    static bool Shares(AccountRules.Person person, Guid organisation, string? email, string? mobile, string? employeeId) =>
        (email is not null && email == person.Email)
        || (mobile is not null && mobile == person.Mobile)
        || (employeeId is not null && employeeId == person.EmployeeId && organisation == person.Organisation);

    Task<Contracts.ApplyUser> WantAsync(AccountRules.Person person)
    {
        everybody[person.Id] = person;
        return database.WantAsync(
            person.Organisation,
            person.Id,
            new(person.Email, person.Mobile, person.EmployeeId) { Active = person.Active, Deleted = person.Deleted });
    }

    string? Email(int? identity) => identity is null ? null : $"{identity}.world{number}@x.test";

    string? Mobile(int? identity) => identity is null ? null : $"+447{number:00000000}{identity}";

    static string? EmployeeId(int? identity) => identity is null ? null : $"E-{identity}";
}
