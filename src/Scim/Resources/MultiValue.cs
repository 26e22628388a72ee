using System.Text.Json;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>Rules for the elements of multi-valued attributes (RFC 7643 §2.4).</summary>
static class MultiValue
{
    public static bool IsPrimary(JsonNode? element) =>
        element is JsonObject json && json["primary"]?.GetValueKind() == JsonValueKind.True;

    /// <summary>Drops elements of which only the labels are left, such as a type whose value was cleared, and repeated elements.</summary>
    public static void Tidy(JsonArray elements)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < elements.Count; index++)
        {
            if (!HoldsOnlyLabels(elements[index]) && (elements.Count == 1 || seen.Add(InOneOrder(elements[index]!).ToJsonString())))
                continue;
            elements.RemoveAt(index--);
        }
    }

    /// <summary>Takes the mark from all elements but one (RFC 7644 §3.5.2).</summary>
    public static void KeepPrimary(JsonArray elements, JsonNode primary)
    {
        foreach (var other in elements)
        {
            if (other != primary && IsPrimary(other))
                other!["primary"] = false;
        }
    }

    /// <summary>The element with its members by name: JSON's members have no order, so two elements are the same in any.</summary>
    static JsonNode InOneOrder(JsonNode element) => element is JsonObject members
        ? new JsonObject(members.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())))
        : element;

    static bool HoldsOnlyLabels(JsonNode? element) =>
        element is null || (element is JsonObject json && json.All(member => member.Key is "type" or "primary"));
}
