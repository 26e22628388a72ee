using System.Text.Json.Nodes;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>The bodies of Entra's PATCH requests, in either mode.</summary>
static class PatchRequest
{
    public static JsonObject For(UserDifferences differences, PatchMode mode) =>
        Body(mode is PatchMode.Default ? DefaultOperations(differences) : FlaggedOperations(differences));

    /// <summary>The second request of a user: who its manager is, as a plain text.</summary>
    public static JsonObject ForManager(string managerId, PatchMode mode) =>
        Body([Operation(mode is PatchMode.Default ? "Add" : "add", Urns.Manager, managerId)]);

    static IEnumerable<JsonObject> DefaultOperations(UserDifferences differences)
    {
        foreach (var change in differences.Changes)
            yield return Operation(change.HasTarget ? "Replace" : "Add", change.Path, change.Value is null ? Cleared(change.Path) : change.Value);
        if (differences.Active is { } active) yield return Operation("Replace", "active", active ? "True" : "False");
    }

    /// <summary>A manager is cleared by null, a text by the empty one; both have been seen from Entra.</summary>
    static JsonValue? Cleared(string path) => path == Urns.Manager ? null : JsonValue.Create("");

    /// <summary>Attributes inside brackets keep their path; the other replaced ones travel in one value without path.</summary>
    static IEnumerable<JsonObject> FlaggedOperations(UserDifferences differences)
    {
        var together = new JsonObject();
        foreach (var change in differences.Changes)
        {
            if (change.Value is null) yield return new JsonObject { ["op"] = "remove", ["path"] = change.Path };
            else if (!change.HasTarget) yield return Operation("add", change.Path, change.Value);
            else if (change.Path.Contains('[')) yield return Operation("replace", change.Path, change.Value);
            else together[change.Path] = change.Value;
        }

        if (together.Count > 0) yield return new JsonObject { ["op"] = "replace", ["value"] = together };
        if (differences.Active is { } active) yield return Operation("replace", "active", active);
    }

    static JsonObject Operation(string op, string path, JsonNode? value) => new() { ["op"] = op, ["path"] = path, ["value"] = value };

    static JsonObject Body(IEnumerable<JsonObject> operations) => new()
    {
        ["schemas"] = new JsonArray(Urns.PatchOp),
        ["Operations"] = new JsonArray([.. operations]),
    };
}
