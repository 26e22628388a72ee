using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// The rules once more, said of a world at rest instead of decided step by step: whether what keeps a user from its account is really so.
/// It knows nothing of the worker's code.
/// </summary>
/// <param name="accounts">All accounts, of every organisation.</param>
sealed class AccountRules(IReadOnlyCollection<Account> accounts)
{
    /// <summary>A user as its directory wants it, with its identities as they are compared.</summary>
    internal sealed record Person(Guid Organisation, Guid Id, string? Email, string? Mobile, string? EmployeeId, bool Active, bool Deleted);

    /// <summary>The reasons that hold for a user; none: nothing keeps it from being applied.</summary>
    public IEnumerable<string> Holding(Person person)
    {
        var own = accounts.SingleOrDefault(account => account.ScimUserId == person.Id);
        var ours = accounts.Where(account => account.OrganisationId == person.Organisation && account.Id != own?.Id).ToList();
        var theirs = accounts.Where(account => account.OrganisationId != person.Organisation).ToList();
        var byEmail = ours.Where(account => Same(account.Identities.Email, person.Email)).ToList();
        var byEmployeeId = ours.Where(account => Same(account.Identities.EmployeeId, person.EmployeeId)).ToList();

        if (own is null ? TwoMeant(byEmail, byEmployeeId) : byEmployeeId.Exists(account => account.Active))
            yield return "ambiguous_match";
        if (own is null && byEmail.Concat(byEmployeeId).Any(account => account.ScimUserId is not null))
            yield return "already_linked";
        if (theirs.Exists(account => account.Active && Same(account.Identities.Email, person.Email)))
            yield return "email_in_use_elsewhere";
        if (theirs.Exists(account => account.Active && Same(account.Identities.Mobile, person.Mobile)))
            yield return "mobile_in_use_elsewhere";
        if (byEmail.Exists(account => account.Active))
            yield return "email_in_use";
        if (ours.Exists(account => account.Active && Same(account.Identities.Mobile, person.Mobile)))
            yield return "mobile_in_use";
        if ((person.Email ?? person.Mobile ?? person.EmployeeId) is null)
            yield return "no_identifier";
    }

    // One account that has both is meant before two that have one each.
    static bool TwoMeant(List<Account> byEmail, List<Account> byEmployeeId) =>
        byEmail.Exists(one => byEmployeeId.Exists(other => other.Id != one.Id));

    static bool Same(string? held, string? wanted) => wanted is not null && held == wanted;
}
