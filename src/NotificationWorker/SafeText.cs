using System.Globalization;
using System.Text;

namespace Blink.Pipeline.NotificationWorker;

/// <summary>Makes a value of a customer's directory harmless as one line of text; encoding for HTML, CSV or a header comes on top.</summary>
static class SafeText
{
    /// <summary>One line without control characters, invisible direction switches or half characters.</summary>
    /// <param name="value">Any text.</param>
    /// <param name="maxLength">The most characters (Unicode scalars) to keep; a longer text ends in an ellipsis.</param>
    /// <returns>The line; empty for null.</returns>
    public static string Line(string? value, int maxLength)
    {
        var line = new StringBuilder();
        var length = 0;
        // Enumerating runes turns a lone surrogate into U+FFFD.
        foreach (var rune in (value ?? "").EnumerateRunes())
        {
            if (SwitchesDirection(rune))
                continue;
            if (++length > maxLength)
                return line.Append('…').ToString();
            line.Append(BreaksLine(rune) ? " " : rune.ToString());
        }
        return line.ToString().Trim();
    }

    static bool BreaksLine(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // Embeddings, overrides and isolates (UAX #9 §2) would reach over into the text around the value.
    static bool SwitchesDirection(Rune rune) => rune.Value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
