using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>What Entra does about one user, without its manager ("How provisioning works" in Microsoft's documentation).</summary>
sealed class UserSteps(ScimClient scim, ConcurrentDictionary<Guid, UserLink> links, ProvisioningOptions options)
{
    /// <summary>
    /// Brings the target to what the directory says. A user in scope that is new, that comes back, or whose job was restarted
    /// (<paramref name="matchAgain"/>) is looked up by the matching attribute; others by their cached id.
    /// </summary>
    public Task<StepOutcome> ProvisionAsync(DirectoryUser user, bool matchAgain, CancellationToken cancellationToken)
    {
        var link = links.GetValueOrDefault(user.ObjectId);
        return (user.IsInScope, link?.State) switch
        {
            (true, UserLinkState.Active) when !matchAgain => UpdateAsync(user, link!, cancellationToken),
            (true, _) => MatchAsync(user, link, cancellationToken),
            (false, UserLinkState.Active) => DisableAsync(user, link!, cancellationToken),
            _ => Task.FromResult(StepOutcome.Skipped),
        };
    }

    /// <summary>A user that the directory purged: deleted at the target as well, unless it had been unassigned before.</summary>
    public async Task<StepOutcome> DeleteAsync(Guid objectId, UserLink link, CancellationToken cancellationToken)
    {
        if (link.State is not UserLinkState.Unassigned) await scim.DeleteAsync(link.ScimId, cancellationToken);
        links.TryRemove(objectId, out _);
        return link.State is UserLinkState.Unassigned ? StepOutcome.Skipped : StepOutcome.Deleted;
    }

    async Task<StepOutcome> UpdateAsync(DirectoryUser user, UserLink link, CancellationToken cancellationToken)
    {
        var target = await scim.GetAsync(link.ScimId, cancellationToken);
        var differences = UserDifferences.Between(user, target, options.SendNullForCleared);
        return await PatchAsync(link.ScimId, differences, cancellationToken) ? StepOutcome.Updated : StepOutcome.Unchanged;
    }

    async Task<StepOutcome> MatchAsync(DirectoryUser user, UserLink? known, CancellationToken cancellationToken)
    {
        if (await scim.FindAsync(user.UserPrincipalName, cancellationToken) is not { } target)
        {
            var id = await scim.CreateAsync(UserResource.Of(user), cancellationToken);
            links[user.ObjectId] = new UserLink(id, UserLinkState.Active);
            return StepOutcome.Created;
        }

        await PatchAsync(IdOf(target), UserDifferences.Between(user, target, options.SendNullForCleared), cancellationToken);
        links[user.ObjectId] = new UserLink(IdOf(target), UserLinkState.Active, known?.Manager);
        return known is { State: not UserLinkState.Active } ? StepOutcome.Restored : StepOutcome.Matched;
    }

    async Task<StepOutcome> DisableAsync(DirectoryUser user, UserLink link, CancellationToken cancellationToken)
    {
        var target = await scim.GetAsync(link.ScimId, cancellationToken);
        var differences = user.IsAssigned
            ? UserDifferences.Between(user, target, options.SendNullForCleared)
            : UserDifferences.OfActivity(user, target);
        await PatchAsync(link.ScimId, differences, cancellationToken);
        links[user.ObjectId] = link with { State = user.IsAssigned ? UserLinkState.Disabled : UserLinkState.Unassigned };
        return StepOutcome.Disabled;
    }

    async Task<bool> PatchAsync(string id, UserDifferences differences, CancellationToken cancellationToken)
    {
        if (differences.IsEmpty) return false;
        await scim.PatchAsync(id, PatchRequest.For(differences, options.Mode), cancellationToken);
        return true;
    }

    static string IdOf(JsonObject target) => target["id"]?.GetValue<string>()
        ?? throw new ScimFailureException(EscrowCode.ServiceIncompatible, "The user that was found has no id.");
}
