using System.Globalization;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>Reads values of the type dateTime.</summary>
public static class DateTimeValue
{
    /// <summary>Reads an xsd:dateTime (RFC 7643 §2.3.5); one without zone is taken as UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time) && text.Contains('T', StringComparison.Ordinal);
}
