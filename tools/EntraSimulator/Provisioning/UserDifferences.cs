using System.Text.Json.Nodes;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>What a PATCH has to change so that the target says what the directory says.</summary>
/// <param name="Active">The new value of <c>active</c>, or <see langword="null"/> if it is right already.</param>
/// <param name="Changes">The other attributes that differ.</param>
sealed record UserDifferences(bool? Active, IReadOnlyList<AttributeChange> Changes)
{
    public bool IsEmpty => Active is null && Changes.Count == 0;

    /// <summary>
    /// Compares as Entra does, attribute by attribute on the texts; a value that only the target has counts only when
    /// cleared values are sent. The manager is set in a pass of its own, so here it can only be cleared.
    /// </summary>
    public static UserDifferences Between(DirectoryUser user, JsonObject target, bool sendNullForCleared)
    {
        var changes = AttributeMapping.Texts
            .Select(mapped => (mapped.Path, Wanted: NullIfEmpty(mapped.Source(user)), Found: NullIfEmpty(mapped.Place.Read(target))))
            .Where(pair => pair.Wanted != pair.Found && (pair.Wanted is not null || sendNullForCleared))
            .Select(pair => new AttributeChange(pair.Path, pair.Wanted, pair.Found is not null))
            .ToList();
        if (sendNullForCleared && user.ManagerObjectId is null && Manager(target) is not null)
            changes.Add(new AttributeChange(Urns.Manager, null, HasTarget: true));
        return new UserDifferences(IsActive(target) == user.IsInScope ? null : user.IsInScope, changes);
    }

    /// <summary>Only the user's activity: what Entra sends for somebody who is no longer assigned.</summary>
    public static UserDifferences OfActivity(DirectoryUser user, JsonObject target) =>
        new(IsActive(target) == user.IsInScope ? null : user.IsInScope, []);

    static bool IsActive(JsonObject target) => target["active"]?.GetValue<bool>() ?? false;

    static string? Manager(JsonObject target) => (target[Urns.Enterprise]?["manager"] as JsonObject)?["value"]?.GetValue<string>();

    static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
