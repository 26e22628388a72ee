using System.Diagnostics.CodeAnalysis;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>An attribute in the notation of RFC 7644 §3.10: <c>[URN:]name[.subAttribute]</c>.</summary>
/// <param name="Schema">The URN in front, or null.</param>
/// <param name="Name">The attribute, as written.</param>
/// <param name="SubAttribute">The sub-attribute, as written, or null.</param>
public sealed record AttributePath(string? Schema, string Name, string? SubAttribute)
{
    /// <summary>Reads the notation; false when it is not of that form.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out AttributePath? path)
    {
        path = null;
        // A URN holds dots and colons itself ("…:2.0:User"), a name holds neither colon nor dot.
        var colon = text.LastIndexOf(':');
        var rest = text[(colon + 1)..];
        var dot = rest.IndexOf('.');
        var name = dot < 0 ? rest : rest[..dot];
        if (colon == 0 || !IsName(name) || (dot >= 0 && !IsName(rest[(dot + 1)..])))
            return false;

        path = new AttributePath(
            colon < 0 ? null : text[..colon].ToString(),
            name.ToString(),
            dot < 0 ? null : rest[(dot + 1)..].ToString());
        return true;
    }

    public override string ToString() =>
        (Schema is null ? "" : Schema + ":") + Name + (SubAttribute is null ? "" : "." + SubAttribute);

    // ATTRNAME of RFC 7644 figure 1, and "$" in front for "$ref".
    static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || !(char.IsAsciiLetter(name[0]) || (name[0] == '$' && name.Length > 1)))
            return false;
        foreach (var character in name[1..])
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_'))
                return false;
        }
        return true;
    }
}
