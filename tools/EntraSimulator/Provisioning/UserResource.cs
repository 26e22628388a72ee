using System.Text.Json.Nodes;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>The body of Entra's POST.</summary>
static class UserResource
{
    /// <summary>Values that the directory lacks are left out, and the Blink URN isn't among the schemas although its attributes are there: so does Entra.</summary>
    public static JsonObject Of(DirectoryUser user)
    {
        var resource = new JsonObject
        {
            ["schemas"] = new JsonArray(Urns.User, Urns.Enterprise),
            ["active"] = user.IsInScope,
            ["meta"] = new JsonObject { ["resourceType"] = "User" },
        };
        foreach (var mapped in AttributeMapping.Texts)
        {
            if (mapped.Source(user) is { Length: > 0 } value) mapped.Place.Write(resource, value);
        }

        return resource;
    }
}
