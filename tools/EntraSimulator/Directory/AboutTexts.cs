using Bogus;

namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>What people write about themselves: quotes, line breaks, emoji, backslashes, markup, very long texts.</summary>
sealed class AboutTexts(Randomizer random)
{
    static readonly string[] Awkward =
    [
        "They call me \"the fixer\".\nBack shift, Mondays off.",
        "🚌 Driver since 1998 — ask me about route 42 👨‍👩‍👧‍👦",
        "C:\\depot\\night; 100 % reliable, <b>really</b> & truly",
        "Line one\r\nLine two\tand a tab",
        "Ich spreche Deutsch, Türkçe und ein bißchen 日本語。",
        "مرحبا، أعمل في المستودع",
        "'; DROP TABLE accounts; --",
    ];

    readonly Bogus.DataSets.Lorem lorem = new("en") { Random = random };

    public string Next() => random.Double() switch
    {
        < 0.4 => random.ArrayElement(Awkward),
        < 0.97 => lorem.Sentence(),
        _ => string.Join("\n\n", Enumerable.Range(0, 12).Select(_ => lorem.Paragraph())),
    };
}
