using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>The values of a document that can be looked up, in the form in which they are compared.</summary>
/// <param name="UserName">As sent.</param>
/// <param name="UserNameKey">Folded: userName is not case exact (RFC 7643 §4.1.1).</param>
/// <param name="ExternalId">As sent: externalId is case exact (RFC 7643 §3.1).</param>
/// <param name="WorkEmailKey">The first work e-mail, folded.</param>
/// <param name="OtherEmailKeys">All other e-mails, folded; null when there are none, as with most people.</param>
/// <param name="ManagerId">As sent: an id is case exact.</param>
sealed record LookupKeys(
    string UserName,
    string UserNameKey,
    string? ExternalId,
    string? WorkEmailKey,
    string[]? OtherEmailKeys,
    string? ManagerId)
{
    // PostgreSQL indexes values of up to 2.7 KB; real ones have some dozen characters.
    public const int MaxLength = 512;

    public static LookupKeys Of(JsonObject document)
    {
        var userName = (string)document["userName"]!;
        var emails = document["emails"] as JsonArray ?? [];
        var work = emails.FirstOrDefault(IsWork);
        var others = emails.Where(email => email != work).Select(email => Text(email?["value"])).OfType<string>().Select(Fold).ToArray();
        return new LookupKeys(
            userName,
            Fold(userName),
            Text(document["externalId"]),
            Text(work?["value"]) is { } workEmail ? Fold(workEmail) : null,
            others.Length == 0 ? null : others,
            Text(document[ScimUrns.EnterpriseUser]?["manager"]?["value"]));
    }

    /// <summary>The text as it is compared without case, but for the normal form C that PostgreSQL brings it into.</summary>
    public static string Fold(string text) => ComparableText.Fold(text);

    /// <summary>Refuses a document with a value that is too long to be looked up.</summary>
    /// <exception cref="ScimException">400 invalidValue.</exception>
    public static void Check(JsonObject document)
    {
        var keys = Of(document);
        CheckLength("userName", keys.UserName);
        CheckLength("externalId", keys.ExternalId);
        CheckLength("manager", keys.ManagerId);
        CheckLength("emails", keys.WorkEmailKey);
        foreach (var email in keys.OtherEmailKeys ?? [])
            CheckLength("emails", email);
    }

    static void CheckLength(string attribute, string? value)
    {
        if (value?.Length > MaxLength)
            throw ScimException.InvalidValue(attribute, $"the value is longer than {MaxLength} characters. Correct it in the source directory.");
    }

    static bool IsWork(JsonNode? email) => Text(email?["type"]) is { } type && Fold(type) == "work";

    static string? Text(JsonNode? value) => (string?)value;
}
