using System.Globalization;
using System.Text;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

public sealed class FoldingTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Fact]
    public async Task PostgreSQL_folds_every_letter_as_DotNET_does()
    {
        // U+0001 between them, with which nothing is composed. What is not assigned has no case.
        string[] texts = [.. Enumerable.Range(1, 0x10FFFF).Where(Rune.IsValid).Select(value => new Rune(value))
            .Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse))
            .Chunk(500).Select(runes => string.Join('\u0001', runes))];
        await using var command = ingress.Database.DataSource.CreateCommand("""
            SELECT given.text
            FROM unnest(@texts, @folded) AS given (text, folded)
            WHERE scim.folded(given.text) <> normalize(given.folded, NFC)
            """);
        command.With("texts", texts).With("folded", texts.Select(ComparableText.Fold).ToArray());
        Assert.Empty(await command.ReadAsync(row => row.GetString(0), TestContext.Current.CancellationToken));
        Assert.InRange(texts.Length, 250, 10_000);
    }

    [Theory]
    [InlineData("userName eq \"jose\\u0301@x\"", 1)]
    [InlineData("userName eq \"JOS\\u00C9@x\"", 1)]
    [InlineData("title sw \"e\\u0301a\"", 1)]
    [InlineData("title eq \"\\u00C9A\"", 1)]
    // Not a letter of its own in normal form C.
    [InlineData("title co \"\\u0301\"", 0)]
    // A case exact attribute is compared as it was sent.
    [InlineData("externalId eq \"e\\u0301\"", 1)]
    [InlineData("externalId eq \"\\u00E9\"", 0)]
    public async Task Two_spellings_of_one_letter_are_one_unless_the_attribute_is_case_exact(string filter, int total)
    {
        using var client = await ingress.ClientAsync();
        await client.PostAsync("/Users", "{\"userName\":\"Jos\\u00E9@x\",\"title\":\"\\u00E9a\",\"externalId\":\"e\\u0301\"}");
        Assert.Equal(total, (await client.FindAsync(filter)).Total);
    }
}
