using System.Text.Json;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>What a request does to a user that exists: one of the cases below.</summary>
abstract record UserChange
{
    const string Active = "active";

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
    /// <remarks>
    /// A user that is not active stays so until a document says otherwise. Unassigned reads as active, and to clear the attribute
    /// must not let a leaver in again. RFC 7644 §3.5.1 leaves it to the server what an attribute that was left out becomes.
    /// </remarks>
    public static UserChange To(StoredUser user, JsonObject document)
    {
        if (user.Document[Active]?.GetValueKind() == JsonValueKind.False && !document.ContainsKey(Active))
        {
            document = (JsonObject)document.DeepClone();
            document[Active] = false;
        }
        return JsonNode.DeepEquals(user.Document, document) ? new Unchanged() : new Replaced(document);
    }
}
