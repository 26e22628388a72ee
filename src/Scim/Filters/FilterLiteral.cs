using System.Globalization;
using System.Text;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>
/// Reads the value of a comparison: a JSON literal, or a bare word, which Entra's documentation sends (<c>externalId eq jyoung</c>).
/// </summary>
static class FilterLiteral
{
    public static FilterValue Parse(FilterScanner scanner)
    {
        scanner.SkipSpaces();
        var position = scanner.Position;
        var value = scanner.TryTake('"') ? new TextValue(Quoted(scanner)) : Bare(scanner);
        if (value is TextValue(var text) && !UnicodeText.IsStorable(text))
            throw ScimException.InvalidFilter("The value holds U+0000 or half a surrogate pair", position);
        return value;
    }

    static FilterValue Bare(FilterScanner scanner)
    {
        var word = scanner.TakeBareLiteral();
        if (word.IsEmpty)
            throw scanner.Expected("a value");
        if (word.Equals("true", StringComparison.OrdinalIgnoreCase))
            return new BooleanValue(true);
        if (word.Equals("false", StringComparison.OrdinalIgnoreCase))
            return new BooleanValue(false);
        if (word.Equals("null", StringComparison.OrdinalIgnoreCase))
            return new NullValue();
        return IsJsonNumber(word) && decimal.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? new NumberValue(number)
            : new TextValue(word.ToString());
    }

    // "007" and "+44…" are somebody's identifier, not a number.
    static bool IsJsonNumber(ReadOnlySpan<char> word)
    {
        var digits = word[0] == '-' ? word[1..] : word;
        return !digits.IsEmpty && char.IsAsciiDigit(digits[0]) && !(digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]));
    }

    static string Quoted(FilterScanner scanner)
    {
        var text = new StringBuilder();
        while (true)
        {
            var character = scanner.TakeCharacter();
            if (character == '"')
                return text.ToString();
            text.Append(character == '\\' ? Escaped(scanner) : character);
        }
    }

    static char Escaped(FilterScanner scanner)
    {
        var position = scanner.Position;
        return scanner.TakeCharacter() switch
        {
            '"' => '"',
            '\\' => '\\',
            '/' => '/',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => Hexadecimal(scanner),
            _ => throw ScimException.InvalidFilter("This escape is not one of JSON's", position),
        };
    }

    static char Hexadecimal(FilterScanner scanner)
    {
        var position = scanner.Position;
        Span<char> digits = [scanner.TakeCharacter(), scanner.TakeCharacter(), scanner.TakeCharacter(), scanner.TakeCharacter()];
        return ushort.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : throw ScimException.InvalidFilter("\\u wants four hexadecimal digits", position);
    }
}
