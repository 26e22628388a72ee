using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Patching;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Tests;

/// <summary>The resource type of the tests: User with the enterprise and Blink's extension, as the Entra gallery app maps it.</summary>
static class UserType
{
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string Blink = "urn:ietf:params:scim:schemas:extension:blink:2.0:User";

    public static ResourceType Instance { get; } = new("User", "/Users", CoreUserSchema.Definition,
    [
        EnterpriseUserSchema.Definition,
        new Schema(Blink, "BlinkUser", "Blink User",
        [
            new SchemaAttribute("company", "The company."),
            new SchemaAttribute("description", "About me."),
            new SchemaAttribute("location", "The location."),
        ]),
    ]);

    public static JsonObject Read(string json) => ResourceReader.Read(Instance, JsonNode.Parse(json));

    public static JsonObject Patched(JsonObject current, params string[] operations) =>
        Patch.Parse(JsonNode.Parse($$"""{"Operations":[{{string.Join(',', operations)}}]}""")).Apply(Instance, current);
}
