using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>A place in the text of a filter, or of a path that holds one, and the small steps from there.</summary>
sealed class FilterScanner(string text, int start = 0)
{
    public int Position { get; private set; } = start;

    public bool IsAtEnd => Position >= text.Length;

    public char Current => IsAtEnd ? '\0' : text[Position];

    public void SkipSpaces()
    {
        while (!IsAtEnd && char.IsWhiteSpace(text[Position]))
            Position++;
    }

    public bool TryTake(char expected)
    {
        if (IsAtEnd || text[Position] != expected)
            return false;
        Position++;
        return true;
    }

    public void Take(char expected)
    {
        SkipSpaces();
        if (!TryTake(expected))
            throw Expected($"'{expected}'");
    }

    /// <summary>Takes the keyword if it stands here, in any case, as a whole word.</summary>
    public bool TryTakeKeyword(string keyword)
    {
        SkipSpaces();
        var end = Position + keyword.Length;
        if (string.Compare(text, Position, keyword, 0, keyword.Length, StringComparison.OrdinalIgnoreCase) != 0
            || end > text.Length
            || (end < text.Length && IsNamePart(text[end])))
            return false;
        Position = end;
        return true;
    }

    /// <summary>Takes the characters of an attribute path: up to a space, a bracket or a quote.</summary>
    public ReadOnlySpan<char> TakePath()
    {
        SkipSpaces();
        var start = Position;
        while (!IsAtEnd && (IsNamePart(text[Position]) || text[Position] is ':' or '.' or '$' or '/'))
            Position++;
        return text.AsSpan(start, Position - start);
    }

    /// <summary>Takes an unquoted literal: up to a space or a closing bracket.</summary>
    public ReadOnlySpan<char> TakeBareLiteral()
    {
        var start = Position;
        while (!IsAtEnd && !char.IsWhiteSpace(text[Position]) && text[Position] is not (')' or ']' or '"'))
            Position++;
        return text.AsSpan(start, Position - start);
    }

    public char TakeCharacter() => IsAtEnd ? throw Expected("more characters") : text[Position++];

    /// <summary>The rest of the text, taken.</summary>
    public string TakeRest()
    {
        var rest = text[Position..];
        Position = text.Length;
        return rest;
    }

    public ScimException Expected(string what) =>
        ScimException.InvalidFilter($"Expected {what}, found {(IsAtEnd ? "the end" : $"'{Current}'")}", Position);

    static bool IsNamePart(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_';
}
