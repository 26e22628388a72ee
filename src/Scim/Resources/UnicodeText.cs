namespace Blink.Pipeline.Scim.Resources;

/// <summary>Text that JSON can spell but a database cannot hold.</summary>
static class UnicodeText
{
    /// <summary>False for text with U+0000 (PostgreSQL refuses it) or half a surrogate pair (it has no UTF-8 form).</summary>
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\0' || char.IsLowSurrogate(text[index]))
                return false;
            if (char.IsHighSurrogate(text[index]) && (++index == text.Length || !char.IsLowSurrogate(text[index])))
                return false;
        }
        return true;
    }
}
