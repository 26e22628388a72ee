using System.Text.Json.Nodes;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>
/// Where a value stands in a SCIM resource: at the top, inside a container (a complex attribute or an extension), or in the
/// element of a multi-valued attribute that has a certain type.
/// </summary>
/// <param name="Container">The container's name, or <see langword="null"/> at the top.</param>
/// <param name="Name">The attribute's name.</param>
/// <param name="Type">For multi-valued attributes, the element's type.</param>
sealed record ResourcePlace(string? Container, string Name, string? Type = null)
{
    public string? Read(JsonObject resource)
    {
        var holder = Type is not null ? Element(resource) : Container is null ? resource : resource[Container] as JsonObject;
        return (holder?[Type is null ? Name : "value"] as JsonValue)?.GetValue<string>();
    }

    public void Write(JsonObject resource, string value)
    {
        if (Type is not null) Elements(resource).Add(NewElement(value));
        else if (Container is null) resource[Name] = value;
        else ((JsonObject)(resource[Container] ??= new JsonObject()))[Name] = value;
    }

    JsonObject? Element(JsonObject resource) => (resource[Name] as JsonArray)?
        .OfType<JsonObject>()
        .FirstOrDefault(element => string.Equals(element["type"]?.GetValue<string>(), Type, StringComparison.OrdinalIgnoreCase));

    JsonArray Elements(JsonObject resource) => (JsonArray)(resource[Name] ??= new JsonArray());

    /// <summary>Entra marks the e-mail address as primary and no phone number.</summary>
    JsonObject NewElement(string value) => Name == "emails"
        ? new JsonObject { ["primary"] = true, ["type"] = Type, ["value"] = value }
        : new JsonObject { ["type"] = Type, ["value"] = value };
}
