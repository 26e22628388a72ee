using System.Text;

namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>Mail nicknames of one directory: ASCII, lower case, each given once.</summary>
sealed class LoginNames
{
    static readonly Dictionary<char, string> Folded = Fold(
        "a:áàâäãåāăą", "ae:æ", "c:çćčĉ", "d:ďđð", "e:éèêëēěęė", "g:ğģ", "i:íìîïīįı", "k:ķ", "l:łľĺļ", "n:ñńňņ",
        "o:óòôöõøőō", "oe:œ", "r:řŕ", "s:śšşșŝ", "ss:ß", "t:ťţț", "th:þ", "u:úùûüūůűų", "y:ýÿ", "z:źžż");

    readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>The name in ASCII, with a number behind it when somebody has it already.</summary>
    public string Take(string latin)
    {
        var plain = Ascii(latin);
        var candidate = plain;
        for (var number = 2; !taken.Add(candidate); number++) candidate = $"{plain}{number}";
        return candidate;
    }

    static string Ascii(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var letter in name.ToLowerInvariant())
        {
            if (Folded.TryGetValue(letter, out var folded)) text.Append(folded);
            else if (char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '\'') text.Append(letter);
        }

        var ascii = text.ToString().Trim('.', '-', '\'');
        return ascii.Length == 0 ? "user" : ascii;
    }

    static Dictionary<char, string> Fold(params string[] rules) => rules
        .Select(rule => rule.Split(':'))
        .SelectMany(rule => rule[1].Select(letter => (letter, folded: rule[0])))
        .ToDictionary(pair => pair.letter, pair => pair.folded);
}
