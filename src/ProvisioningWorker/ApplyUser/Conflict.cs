using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>Why a desired state cannot be had: the first row of the decision's table that fits.</summary>
/// <param name="Reason">Why not.</param>
/// <param name="Value">What is in the way, as the directory wrote it; never anything of another organisation.</param>
sealed record Conflict(RejectionReason Reason, string? Value)
{
    public static Conflict? Find(
        DesiredUser desired, Account? linked, AccountMatch match, IReadOnlyCollection<Account> neighbours)
    {
        var profile = desired.Profile;
        var had = match.Account?.Identities ?? Identities.None;
        var others = neighbours.Where(account => account.Active && account.Id != match.Account?.Id).ToList();
        var email = Claimed(desired.Identities.Email, had.Email);
        var mobile = Claimed(desired.Identities.Mobile, had.Mobile);
        var employeeId = Claimed(desired.Identities.EmployeeId, had.EmployeeId);

        if (match.Ambiguous || (linked is not null && Ours(account => account.Identities.EmployeeId, employeeId)))
            return new(RejectionReason.AmbiguousMatch, profile.EmployeeId);
        if (match.Account is { ScimUserId: { } governor } && governor != desired.ScimUserId)
            return new(RejectionReason.AlreadyLinked, match.By is LinkedBy.EmployeeId ? profile.EmployeeId : profile.Email);
        if (Elsewhere(account => account.Identities.Email, email))
            return new(RejectionReason.EmailInUseElsewhere, profile.Email);
        if (Elsewhere(account => account.Identities.Mobile, mobile))
            return new(RejectionReason.MobileInUseElsewhere, profile.MobilePhone);
        if (Ours(account => account.Identities.Email, email))
            return new(RejectionReason.EmailInUse, profile.Email);
        if (Ours(account => account.Identities.Mobile, mobile))
            return new(RejectionReason.MobileInUse, profile.MobilePhone);
        return desired.Identities.Any ? null : new(RejectionReason.NoIdentifier, null);

        // An inactive user claims only what its account does not have yet.
        string? Claimed(string? wanted, string? held) => desired.Active || wanted != held ? wanted : null;
        bool Elsewhere(Func<Account, string?> identity, string? claimed) => claimed is not null
            && others.Exists(account => account.OrganisationId != desired.OrganisationId && identity(account) == claimed);
        bool Ours(Func<Account, string?> identity, string? claimed) => claimed is not null
            && others.Exists(account => account.OrganisationId == desired.OrganisationId && identity(account) == claimed);
    }
}
