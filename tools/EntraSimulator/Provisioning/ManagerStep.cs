using System.Collections.Concurrent;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>The reference pass of one user: asks whether the manager is set, and sets it.</summary>
sealed class ManagerStep(ScimClient scim, OrganisationDirectory directory, ConcurrentDictionary<Guid, UserLink> links, ProvisioningOptions options)
{
    /// <summary>
    /// Nothing is sent for a manager who is out of scope, now and later: Entra leaves such references out for good
    /// ("Known issues for provisioning").
    /// </summary>
    public async Task<StepOutcome> SetAsync(DirectoryUser user, bool askAgain, CancellationToken cancellationToken)
    {
        if (user.ManagerObjectId is not { } managerObjectId || links.GetValueOrDefault(user.ObjectId) is not { State: UserLinkState.Active } link)
            return StepOutcome.Skipped;
        if (link.Manager == managerObjectId && !askAgain) return StepOutcome.Unchanged;
        if (links.GetValueOrDefault(managerObjectId) is not { } manager) return WithoutManager(managerObjectId);

        var set = await scim.HasManagerAsync(link.ScimId, manager.ScimId, cancellationToken);
        if (!set) await scim.PatchAsync(link.ScimId, PatchRequest.ForManager(manager.ScimId, options.Mode), cancellationToken);
        links[user.ObjectId] = link with { Manager = managerObjectId };
        return set ? StepOutcome.Unchanged : StepOutcome.ManagerSet;
    }

    StepOutcome WithoutManager(Guid managerObjectId) => directory.Find(managerObjectId) is { IsInScope: true }
        ? throw new ScimFailureException(EscrowCode.ReferenceNotResolved, "The manager is not provisioned yet.")
        : StepOutcome.Skipped;
}
