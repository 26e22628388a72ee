using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>
/// What must have become of everybody, computed from the directory and from what Fabrikam holds, and from nothing that the
/// pipeline says. Pure.
/// </summary>
sealed class Expectations(Cast cast)
{
    readonly HashSet<string> emailsElsewhere = cast.EmailClashes.Select(user => user.Mail!).ToHashSet(StringComparer.OrdinalIgnoreCase);
    readonly HashSet<string> mobilesElsewhere = cast.MobileClashes.Select(user => user.Mobile!).ToHashSet(StringComparer.Ordinal);

    /// <param name="users">The directory now.</param>
    /// <param name="scimIds">The SCIM id of each user that was acknowledged.</param>
    public IReadOnlyList<Expectation> Of(IEnumerable<DirectoryUser> users, IReadOnlyDictionary<Guid, string> scimIds) =>
        [.. users.Select(user => Of(user, scimIds))];

    Expectation Of(DirectoryUser user, IReadOnlyDictionary<Guid, string> scimIds)
    {
        var scimId = scimIds.TryGetValue(user.ObjectId, out var id) ? Guid.Parse(id) : (Guid?)null;
        var reason = Reason(user);
        var fate = (user.IsInScope, reason) switch
        {
            (true, null) => Fate.Active,
            (true, _) => Fate.Rejected,
            (false, null) when scimId is not null => Fate.Disabled,
            _ => Fate.Outside,
        };
        var manager = user.ManagerObjectId is { } objectId ? scimIds.GetValueOrDefault(objectId) : null;
        return new Expectation(user, scimId, fate, fate is Fate.Rejected ? reason : null, manager);
    }

    string? Reason(DirectoryUser user) => user switch
    {
        { Mail: { } mail } when emailsElsewhere.Contains(mail) => "email_in_use_elsewhere",
        { Mobile: { } mobile } when mobilesElsewhere.Contains(mobile) => "mobile_in_use_elsewhere",
        { Mail: null, Mobile: null, EmployeeId: null } => "no_identifier",
        _ => null,
    };
}
