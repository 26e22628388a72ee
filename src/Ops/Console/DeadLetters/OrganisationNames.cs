using Blink.Pipeline.Ops.Console.Parts;
using Blink.Pipeline.Ops.Organisations;

namespace Blink.Pipeline.Ops.Console.DeadLetters;

/// <summary>Dead letters and runs name organisations by their ids; people know them by name.</summary>
static class OrganisationNames
{
    public static async Task<IReadOnlyDictionary<Guid, string>> OrganisationNamesAsync(this Desk desk, CancellationToken cancellationToken) =>
        Of(await desk.SeeAsync((OrganisationStore store) => store.ListAsync(cancellationToken), cancellationToken));

    public static IReadOnlyDictionary<Guid, string> Of(IReadOnlyList<Organisation> organisations) =>
        organisations.ToDictionary(organisation => organisation.Id, organisation => organisation.Name);
}
