using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>A userName, folded, of which an organisation has one at most.</summary>
readonly record struct UserNameKey(Guid OrganisationId, string Key)
{
    public static UserNameKey Of(Guid organisationId, JsonObject document) =>
        new(organisationId, LookupKeys.Fold((string)document["userName"]!));
}
