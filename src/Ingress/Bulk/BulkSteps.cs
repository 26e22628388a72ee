using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Scim.Bulk;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Patching;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Ingress.Bulk;

/// <summary>
/// Makes writes of the operations of a bulk job. The id of every new user is known before anything is written, so a reference is
/// resolved wherever it stands, in a circle too.
/// </summary>
sealed class BulkSteps
{
    readonly Guid organisationId;
    readonly DesiredStateStore store;
    readonly PatchLimits patchLimits;
    readonly Dictionary<string, (int Index, Guid Id)> creations = [];

    BulkSteps(Guid organisationId, DesiredStateStore store, PatchLimits patchLimits) =>
        (this.organisationId, this.store, this.patchLimits) = (organisationId, store, patchLimits);

    /// <summary>The steps in the order in which they are carried out: an operation on a user that a later one creates comes after that.</summary>
    public static IReadOnlyList<BulkStep> Of(BulkRequest request, Guid organisationId, DesiredStateStore store, PatchLimits patchLimits)
    {
        var steps = new BulkSteps(organisationId, store, patchLimits);
        foreach (var (index, operation) in request.Operations.Index())
        {
            if (operation is { Method: BulkMethod.Post, BulkId: { } bulkId })
                steps.creations.TryAdd(bulkId, (index, store.NewId()));
        }
        return [.. request.Operations.Select(steps.StepOf).OrderBy(step => step.After).ThenBy(step => step.After > step.Index).ThenBy(step => step.Index)];
    }

    BulkStep StepOf(BulkOperation operation, int index)
    {
        var creates = operation is { Method: BulkMethod.Post, BulkId: { } bulkId } && creations[bulkId].Index == index ? operation.BulkId : null;
        var step = new BulkStep(index, operation, index, null, new UserJobItem(null, null, creates, []));
        try
        {
            if (operation.Error is not null)
                throw operation.Error;
            var id = BulkPath.IdIn(UserResourceType.Definition, operation.Path!);
            BulkPath.CheckMethod(operation.Method!.Value, id);
            step = step with { Id = id is not null && BulkIdResolver.IsReference(id) ? null : id };

            var resolver = new BulkIdResolver(bulkId => CreationOf(bulkId).Id.ToString());
            var resolvedId = id is null ? creations[operation.BulkId!].Id.ToString() : resolver.Resolve(id);
            step = step with { After = resolver.References.Select(reference => CreationOf(reference).Index).Append(index).Max() };
            var data = operation.Method == BulkMethod.Delete ? null : resolver.Resolve(operation.Data);
            return step with { Item = step.Item with { Write = WriteOf(operation, resolvedId, data), References = resolver.References } };
        }
        catch (ScimException exception)
        {
            return step with { Item = step.Item with { Error = exception } };
        }
    }

    Func<PatchWork, UserWrite> WriteOf(BulkOperation operation, string id, JsonNode? data)
    {
        var preconditions = new Preconditions(operation.Version, null);
        switch (operation.Method)
        {
            case BulkMethod.Post:
                var creation = store.Creation(organisationId, UserId.Parse(id), ResourceReader.Read(UserResourceType.Definition, data));
                return _ => creation;
            case BulkMethod.Put:
                var replacement = ResourceReader.Read(UserResourceType.Definition, data);
                return Modification(id, _ => ReplaceUser.Change(replacement, preconditions));
            case BulkMethod.Patch:
                var patch = Patch.Parse(data, patchLimits);
                return Modification(id, work => PatchUser.Change(patch, preconditions, work));
            default:
                return Modification(id, _ => DeleteUser.Change(preconditions));
        }
    }

    Func<PatchWork, UserWrite> Modification(string id, Func<PatchWork, Func<StoredUser, UserChange>> change)
    {
        var userId = UserId.Parse(id);
        return work => store.Modification(organisationId, userId, change(work));
    }

    (int Index, Guid Id) CreationOf(string bulkId) => creations.TryGetValue(bulkId, out var creation)
        ? creation
        : throw ScimException.UnresolvedBulkId(bulkId, "no POST of this job has this bulkId.");
}
