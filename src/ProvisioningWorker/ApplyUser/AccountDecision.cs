using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// What becomes of a SCIM user's newest desired state: one of a closed set. Pure: no I/O, no clock.
/// <para>Matching, in the organisation only: the account already linked to this SCIM user; else the one whose e-mail <b>or</b>
/// employee id matches; else a new one. Active accounts are considered before disabled ones, and of disabled ones those first that no
/// SCIM user governs.</para>
/// The rows, in this order; the first that fits decides:
/// <list type="bullet">
/// <item>deleted → disable the linked account, unlink it; a later user with the same e-mail or employee id links to it again.
/// Without a linked account: disable the one that it matched when it was last rejected, if still nobody governs it; else there is
/// nothing to do</item>
/// <item>e-mail and employee id point at two different accounts → reject <c>ambiguous_match</c>. For a linked user: its employee id
/// is held by another active account of the organisation</item>
/// <item>the matched account is linked to another live SCIM user → reject <c>already_linked</c></item>
/// <item>e-mail or mobile in use in another organisation → reject <c>email_in_use_elsewhere</c> / <c>mobile_in_use_elsewhere</c></item>
/// <item>e-mail or mobile in use by another account of the organisation → reject <c>email_in_use</c> / <c>mobile_in_use</c></item>
/// <item>neither e-mail, mobile nor employee id → reject <c>no_identifier</c></item>
/// <item>otherwise → create · link · update · enable · disable · unchanged</item>
/// </list>
/// A disabled account no longer holds its e-mail and mobile against others. A clash counts only for an identity that the result would
/// hold: of an active user, or one that the account does not have yet. So a leaver whose unchanged e-mail somebody else uses meanwhile
/// is disabled without an error. A rejected change leaves the account as it was, except that <c>active: false</c> disables it: the
/// linked account, or the one that matches and that nobody governs, which is not linked by it.
/// </summary>
abstract record AccountDecision
{
    AccountDecision()
    {
    }

    /// <summary>No account matches: make one.</summary>
    public sealed record Create : AccountDecision;

    /// <summary>An account that no live SCIM user governs matches: it becomes this user's, with the desired fields and state.</summary>
    public sealed record Link(Account Account, LinkedBy By) : AccountDecision;

    /// <summary>The linked account gets the desired fields.</summary>
    public sealed record Update(Account Account) : AccountDecision;

    /// <summary>The linked account becomes active, with the desired fields.</summary>
    public sealed record Enable(Account Account) : AccountDecision;

    /// <summary>The linked account becomes inactive, with the desired fields.</summary>
    public sealed record Disable(Account Account) : AccountDecision;

    /// <summary>The user was deleted: its account becomes, or stays, nobody's and inactive, with its fields as they were.</summary>
    public sealed record Unlink(Account Account) : AccountDecision;

    /// <summary>All is as desired; null: a user that was deleted before it had an account.</summary>
    public sealed record Unchanged(Account? Account) : AccountDecision;

    /// <summary>The change is not applied, for a reason that the organisation can mend.</summary>
    /// <param name="Reason">Why not.</param>
    /// <param name="Value">What is in the way, as the directory wrote it.</param>
    /// <param name="Account">The account linked to the user all the same, or the one that it matches and that nobody governs; null: none.</param>
    /// <param name="Disables">The account becomes inactive in spite of the rejection: a conflict never keeps a leaver active.</param>
    public sealed record Reject(RejectionReason Reason, string? Value, Account? Account, bool Disables) : AccountDecision;

    /// <summary>Decides.</summary>
    /// <param name="desired">The newest desired state.</param>
    /// <param name="linked">The account linked to this user; null: none.</param>
    /// <param name="neighbours">Every other account, of whatever organisation, that has an identity which the user wants.</param>
    public static AccountDecision For(DesiredUser desired, Account? linked, IReadOnlyCollection<Account> neighbours)
    {
        if (desired.Deleted)
            return (linked ?? LeftActive(desired, neighbours)) is { } account ? new Unlink(account) : new Unchanged(null);
        var match = linked is null ? AccountMatch.Find(desired, neighbours) : new AccountMatch(linked, null, false);
        if (Conflict.Find(desired, linked, match, neighbours) is { } conflict)
        {
            // Not another user's account: that user says what becomes of it.
            var own = match.Account is { } matched && (matched.ScimUserId ?? desired.ScimUserId) == desired.ScimUserId ? matched : null;
            return new Reject(conflict.Reason, conflict.Value, own, own is { Active: true } && !desired.Active);
        }
        return linked is null ? CreateOrLink(match) : Change(desired, linked);
    }

    /// <summary>The account as the decision leaves it; null: the user has none.</summary>
    /// <param name="desired">The desired state that was decided on.</param>
    /// <param name="now">The time of the decision.</param>
    public Account? Result(DesiredUser desired, DateTimeOffset now) => this switch
    {
        Create => Desired(
            new Account { Id = Guid.CreateVersion7(now), OrganisationId = desired.OrganisationId, Active = false, Profile = new(), Identities = Identities.None },
            desired, now) with
        { LinkedBy = LinkedBy.Created, LinkedAt = now },
        Link link => Desired(link.Account, desired, now) with { LinkedBy = link.By, LinkedAt = now },
        Update update => Desired(update.Account, desired, now),
        Enable enable => Desired(enable.Account, desired, now),
        Disable disable => Desired(disable.Account, desired, now),
        Unlink unlink => unlink.Account with { Active = false, ScimUserId = null, LinkedBy = null, LinkedAt = null, UpdatedAt = now },
        Unchanged unchanged => unchanged.Account,
        Reject { Disables: true } reject => reject.Account! with { Active = false, UpdatedAt = now },
        Reject reject => reject.Account,
        _ => throw new InvalidOperationException($"{GetType()} is no decision."),
    };

    // Only what the rejection was about: the deletion of a user that never had to do with an account must not disable a stranger's.
    static Account? LeftActive(DesiredUser deleted, IReadOnlyCollection<Account> neighbours) => neighbours.FirstOrDefault(account =>
        account is { Active: true, ScimUserId: null } && account.Id == deleted.RejectedAccountId);

    static AccountDecision CreateOrLink(AccountMatch match) =>
        match is { Account: { } account, By: { } by } ? new Link(account, by) : new Create();

    static AccountDecision Change(DesiredUser desired, Account linked) => (linked.Active, desired.Active) switch
    {
        (false, true) => new Enable(linked),
        (true, false) => new Disable(linked),
        _ when linked.Profile != desired.Profile || linked.Identities != desired.Identities => new Update(linked),
        _ => new Unchanged(linked),
    };

    static Account Desired(Account account, DesiredUser desired, DateTimeOffset now) => account with
    {
        Active = desired.Active,
        ScimUserId = desired.ScimUserId,
        Profile = desired.Profile,
        Identities = desired.Identities,
        UpdatedAt = now,
    };
}
