using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// Decides on several users as one: each decision sees what the ones before it did, and identities that a user of the group gives up
/// are free for the others whatever their order, so that users may also swap theirs. Pure.
/// </summary>
static class GroupDecision
{
    /// <summary>Decides.</summary>
    /// <param name="users">Each user once.</param>
    /// <param name="accounts">Their accounts, and all others that have an identity which one of them wants.</param>
    /// <param name="now">The time of the decisions.</param>
    public static IReadOnlyList<DecidedUser> For(
        IReadOnlyList<DesiredUser> users, IReadOnlyCollection<Account> accounts, DateTimeOffset now)
    {
        var before = new AccountPicture(accounts);
        var order = GroupOrder.Of(users, before);
        var givers = order.Where(user => !user.Deleted && before.LinkedTo(user.ScimUserId) is not null).ToList();
        while (true)
        {
            var decided = Decide(order, givers, accounts, now);
            // A rejected user gives nothing up, so what was decided on its promise does not hold: again, without it. Not even a leaver
            // does: its account, though disabled, still is the one with these identities.
            var broken = decided.Where(user => user.Decision is AccountDecision.Reject)
                .Select(user => user.Desired.ScimUserId).ToHashSet();
            if (givers.RemoveAll(user => broken.Contains(user.ScimUserId)) == 0)
                return decided;
        }
    }

    static List<DecidedUser> Decide(
        IReadOnlyList<DesiredUser> order, List<DesiredUser> givers, IReadOnlyCollection<Account> accounts, DateTimeOffset now)
    {
        var before = new AccountPicture(accounts);
        var picture = new AccountPicture(accounts);
        foreach (var user in givers)
            picture.Put(Without(before.LinkedTo(user.ScimUserId)!, user));
        return [.. order.Select(user => Decide(user, before, picture, now))];
    }

    static DecidedUser Decide(DesiredUser user, AccountPicture before, AccountPicture picture, DateTimeOffset now)
    {
        // What its account really has, not what it was assumed to give up.
        var linked = before.LinkedTo(user.ScimUserId);
        var decision = AccountDecision.For(user, linked, picture.WithAny(user.Keys, linked?.Id));
        var account = decision.Result(user, now);
        if (account is not null)
            picture.Put(account);
        return new DecidedUser(user, decision, account);
    }

    static Account Without(Account account, DesiredUser user) => account with
    {
        Active = account.Active && user.Active,
        Identities = new Identities(
            Kept(account.Identities.Email, user.Identities.Email),
            Kept(account.Identities.Mobile, user.Identities.Mobile),
            Kept(account.Identities.EmployeeId, user.Identities.EmployeeId)),
    };

    static string? Kept(string? had, string? wanted) => had == wanted ? had : null;
}
