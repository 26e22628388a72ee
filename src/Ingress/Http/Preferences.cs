using System.Globalization;
using System.Net.Http.Headers;

namespace Blink.Pipeline.Ingress.Http;

/// <summary>What the client prefers (RFC 7240): of the header <c>Prefer</c>, what this server honours.</summary>
/// <param name="RespondAsync">To be answered asynchronously (§4.1).</param>
/// <param name="Wait">The longest to wait for an answer before that, in whole seconds (§4.3); null: not said.</param>
sealed record Preferences(bool RespondAsync, TimeSpan? Wait)
{
    static readonly Preferences None = new(false, null);

    /// <summary>Reads the header. Preferences are hints: what cannot be read, or is not known, is as if it were not there (§2).</summary>
    public static Preferences Of(IHeaderDictionary headers)
    {
        if (headers["Prefer"].Count == 0)
            return None;
        var preferences = headers.GetCommaSeparatedValues("Prefer")
            .Select(text => NameValueWithParametersHeaderValue.TryParse(text, out var preference) ? preference : null)
            .OfType<NameValueWithParametersHeaderValue>()
            .ToList();
        return new Preferences(ValueOf(preferences, "respond-async") is "", Seconds(ValueOf(preferences, "wait")));
    }

    // Of one that is given twice, the first counts; an empty value is none (§2).
    static string? ValueOf(List<NameValueWithParametersHeaderValue> preferences, string name) =>
        preferences.Find(preference => preference.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? (found.Value ?? "").Trim('"')
            : null;

    // A number too large to be read is as good as the largest: the server bounds the wait anyway.
    static TimeSpan? Seconds(string? text) =>
        text is null or "" || !text.All(char.IsAsciiDigit)
            ? null
            : TimeSpan.FromSeconds(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
}
