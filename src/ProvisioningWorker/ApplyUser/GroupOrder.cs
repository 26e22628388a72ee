using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// In which order the users of a group are decided on; among equals, who came first. Pure.
/// <list type="number">
/// <item>Deleted users: an account whose user is gone is free for the next one.</item>
/// <item>Users without an account: the existing account that one is linked to may give up what others want.</item>
/// <item>Users with one, each after those who hold what it wants: who cannot move is known before whoever counts on it, so that a long
/// chain that is blocked at its end is decided in one go.</item>
/// </list>
/// </summary>
static class GroupOrder
{
    /// <summary>Orders.</summary>
    /// <param name="users">Each user once.</param>
    /// <param name="before">The accounts as they are.</param>
    public static IReadOnlyList<DesiredUser> Of(IReadOnlyList<DesiredUser> users, AccountPicture before)
    {
        var stays = users.ToLookup(user => !user.Deleted && before.LinkedTo(user.ScimUserId) is not null);
        return [.. stays[false].OrderByDescending(user => user.Deleted), .. HoldersFirst([.. stays[true]], before)];
    }

    // A depth-first walk with a stack of its own: a chain may be as long as the organisation.
    static List<DesiredUser> HoldersFirst(List<DesiredUser> users, AccountPicture before)
    {
        var byId = users.ToDictionary(user => user.ScimUserId);
        var ordered = new List<DesiredUser>(users.Count);
        var seen = new HashSet<Guid>();
        var path = new Stack<(DesiredUser User, bool HoldersDone)>(Enumerable.Reverse(users).Select(user => (user, false)));
        while (path.TryPop(out var next))
        {
            if (next.HoldersDone)
            {
                ordered.Add(next.User);
            }
            else if (seen.Add(next.User.ScimUserId))
            {
                path.Push((next.User, true));
                foreach (var holder in HoldersOf(next.User))
                    path.Push((holder, false));
            }
        }
        return ordered;

        IEnumerable<DesiredUser> HoldersOf(DesiredUser user) => before.WithAny(user.Keys, before.LinkedTo(user.ScimUserId)!.Id)
            .Select(account => account.ScimUserId is { } holder ? byId.GetValueOrDefault(holder) : null)
            .OfType<DesiredUser>();
    }
}
