using System.Text.Json;
using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// Finds the twelve fields in a stored SCIM user. The document is whatever the directory sent: an attribute of an unexpected shape
/// counts as absent, and so does an empty text.
/// </summary>
public static class ScimDocument
{
    const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    const string Blink = "urn:ietf:params:scim:schemas:extension:blink:2.0:User";

    /// <summary>The twelve fields.</summary>
    /// <param name="user">The document.</param>
    public static AccountProfile ReadProfile(JsonElement user) => new()
    {
        FirstName = Text(user, "name", "givenName"),
        Surname = Text(user, "name", "familyName"),
        EmployeeId = Text(user, Enterprise, "employeeNumber"),
        Location = Text(user, Blink, "location"),
        JobTitle = Text(user, "title"),
        CompanyName = Text(user, Blink, "company"),
        Department = Text(user, Enterprise, "department"),
        // RFC 7643 §4.3 has an object; Entra's older clients send the bare id.
        Manager = Text(user, Enterprise, "manager", "value") ?? Text(user, Enterprise, "manager"),
        Email = TextOfType(user, "emails", "work"),
        MobilePhone = TextOfType(user, "phoneNumbers", "mobile"),
        WorkPhone = TextOfType(user, "phoneNumbers", "work"),
        AboutMe = Text(user, Blink, "description"),
    };

    /// <summary>Whether the user may use the product. Entra's older form is the text "False" (reference §2.5).</summary>
    /// <param name="user">The document.</param>
    public static bool ReadActive(JsonElement user) => Find(user, "active") switch
    {
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } text => !string.Equals(text.GetString()?.Trim(), "false", StringComparison.OrdinalIgnoreCase),
        _ => true,
    };

    static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        JsonElement? found = element;
        foreach (var name in path)
            found = found is { } parent ? Find(parent, name) : null;
        return AsText(found);
    }

    static string? TextOfType(JsonElement user, string attribute, string type) =>
        Find(user, attribute) is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray()
                .Where(item => string.Equals(AsText(Find(item, "type")), type, StringComparison.OrdinalIgnoreCase))
                .Select(item => AsText(Find(item, "value")))
                .FirstOrDefault(value => value is not null)
            : null;

    // Attribute names are case-insensitive (RFC 7643 §2.1).
    static JsonElement? Find(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return null;
        if (element.TryGetProperty(name, out var exact))
            return exact;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }
        return null;
    }

    static string? AsText(JsonElement? element) => element switch
    {
        { ValueKind: JsonValueKind.String } text when !string.IsNullOrWhiteSpace(text.GetString()) => text.GetString(),
        // An employee number may come as a number.
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };
}
