using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>
/// What must have become of an organisation's people, computed from its directory and from the clashes that were made on purpose, and
/// from nothing that the pipeline says. Pure bookkeeping.
/// </summary>
sealed class Truth
{
    readonly Dictionary<Guid, Standing> standing = [];
    readonly HashSet<Guid> withAccount = [];

    /// <summary>How many accounts must be there, those of people who are gone included.</summary>
    /// <param name="expectations">What must be found; whoever gets an account by it counts.</param>
    public int AccountsWith(IEnumerable<Expectation> expectations) =>
        withAccount.Union(expectations.Where(HasAccount).Select(expected => expected.User.ObjectId)).Count();

    /// <summary>Whether the person was applied as the directory has it now, when all was last at rest.</summary>
    public bool IsStanding(DirectoryUser user) => standing.TryGetValue(user.ObjectId, out var at) && at.User == user;

    /// <summary>A person came back as a new object: their account must be found again.</summary>
    public void Rehire(Guid former, Guid now)
    {
        if (withAccount.Remove(former)) withAccount.Add(now);
    }

    /// <summary>What must be found.</summary>
    /// <param name="users">The directory now.</param>
    /// <param name="scimIds">The SCIM id of each user that was acknowledged.</param>
    /// <param name="reasons">Why somebody must be rejected.</param>
    public IReadOnlyList<Expectation> Expect(
        IEnumerable<DirectoryUser> users, IReadOnlyDictionary<Guid, string> scimIds, IReadOnlyDictionary<Guid, string> reasons) =>
        [.. users.Select(user => Expect(user, scimIds, reasons.GetValueOrDefault(user.ObjectId) ?? Nameless(user, scimIds)))];

    /// <summary>All is at rest and as expected: this is what later rejections must leave as it is.</summary>
    public void Settle(IReadOnlyList<Expectation> expectations)
    {
        foreach (var expected in expectations.Where(HasAccount))
        {
            standing[expected.User.ObjectId] = new(expected.User, expected.ManagerScimId);
            withAccount.Add(expected.User.ObjectId);
        }
    }

    Expectation Expect(DirectoryUser user, IReadOnlyDictionary<Guid, string> scimIds, string? reason)
    {
        var scimId = scimIds.TryGetValue(user.ObjectId, out var id) ? Guid.Parse(id) : (Guid?)null;
        var before = standing.GetValueOrDefault(user.ObjectId);
        if (reason is not null) return new(user, scimId, Fate.Rejected, reason, before?.ManagerScimId) { Standing = before?.User };
        var manager = user.ManagerObjectId is { } objectId ? scimIds.GetValueOrDefault(objectId) : null;
        var fate = user.IsInScope ? Fate.Active : scimId is null ? Fate.Outside : Fate.Disabled;
        return new(user, scimId, fate, null, manager);
    }

    // A rejected user keeps the account that it may have had before.
    static bool HasAccount(Expectation expected) => expected.Fate is Fate.Active or Fate.Disabled;

    // Who leaves without ever having had an account gets none by it, and the error stands.
    string? Nameless(DirectoryUser user, IReadOnlyDictionary<Guid, string> scimIds)
    {
        if (user is not { Mail: null, Mobile: null, EmployeeId: null }) return null;
        return user.IsInScope || (scimIds.ContainsKey(user.ObjectId) && !withAccount.Contains(user.ObjectId)) ? "no_identifier" : null;
    }

    /// <summary>A person as they were when all was last at rest.</summary>
    sealed record Standing(DirectoryUser User, string? ManagerScimId);
}
