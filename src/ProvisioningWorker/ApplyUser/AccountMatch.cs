using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>Which account an unlinked SCIM user means.</summary>
/// <param name="Account">The account; null: none, or two.</param>
/// <param name="By">What it was found by.</param>
/// <param name="Ambiguous">E-mail and employee id point at two different accounts.</param>
sealed record AccountMatch(Account? Account, LinkedBy? By, bool Ambiguous)
{
    public static AccountMatch Find(DesiredUser desired, IReadOnlyCollection<Account> neighbours)
    {
        var ours = neighbours.Where(account => account.OrganisationId == desired.OrganisationId).ToList();
        // Last those that another SCIM user governs: one more account beside them would be the same person twice.
        return Among(desired, ours.Where(account => account.Active))
            ?? Among(desired, ours.Where(account => !account.Active && account.ScimUserId is null))
            ?? Among(desired, ours.Where(account => !account.Active && account.ScimUserId is not null))
            ?? new AccountMatch(null, null, false);
    }

    static AccountMatch? Among(DesiredUser desired, IEnumerable<Account> accounts)
    {
        var newestFirst = accounts
            .OrderByDescending(account => HasEmail(desired, account) && HasEmployeeId(desired, account))
            .ThenByDescending(account => account.UpdatedAt)
            .ThenByDescending(account => account.Id)
            .ToList();
        var byEmail = newestFirst.FirstOrDefault(account => HasEmail(desired, account));
        var byEmployeeId = newestFirst.FirstOrDefault(account => HasEmployeeId(desired, account));
        return (byEmail, byEmployeeId) switch
        {
            (null, null) => null,
            (_, null) => new(byEmail, LinkedBy.Email, false),
            (null, _) => new(byEmployeeId, LinkedBy.EmployeeId, false),
            _ when byEmail.Id == byEmployeeId.Id => new(byEmail, LinkedBy.EmailAndEmployeeId, false),
            _ => new(null, null, true),
        };
    }

    static bool HasEmail(DesiredUser desired, Account account) =>
        desired.Identities.Email is { } email && account.Identities.Email == email;

    static bool HasEmployeeId(DesiredUser desired, Account account) =>
        desired.Identities.EmployeeId is { } employeeId && account.Identities.EmployeeId == employeeId;
}
