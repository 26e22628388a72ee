using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>What a request does to a user that exists: one of the cases below.</summary>
abstract record UserChange
{
    UserChange()
    {
    }

    /// <summary>Nothing: no new version, no new time, nothing published.</summary>
    public sealed record Unchanged : UserChange;

    /// <summary>The user gets this document, which differs from the one it has.</summary>
    public sealed record Replaced(JsonObject Document) : UserChange;

    /// <summary>The user is gone for its organisation.</summary>
    public sealed record Deleted : UserChange;

    /// <summary>The change that leads to a document, which may be the one that the user has.</summary>
    /// <exception cref="Scim.Errors.ScimException">400 invalidValue: a value is too long to be looked up.</exception>
    public static UserChange To(StoredUser user, JsonObject document)
    {
        if (JsonNode.DeepEquals(user.Document, document))
            return new Unchanged();
        LookupKeys.Check(document);
        return new Replaced(document);
    }
}
