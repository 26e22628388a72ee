using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Scim.Tests.Resources;

public sealed class ComparableTextTests
{
    [Theory]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ")]
    [InlineData("\u212A", "k")]
    [InlineData("\u2126", "ω")]
    [InlineData("𐐀", "𐐨")]
    public void Letters_that_differ_in_case_are_the_same(string one, string other) =>
        Assert.Equal(ComparableText.Fold(one), ComparableText.Fold(other));

    [Theory]
    [InlineData("ß", "ss")]
    [InlineData("ı", "i")]
    [InlineData("é", "e\u0301")]
    public void Letters_that_differ_otherwise_are_not(string one, string other) =>
        Assert.NotEqual(ComparableText.Fold(one), ComparableText.Fold(other));

    [Fact]
    public void Texts_are_in_the_order_of_their_code_points()
    {
        Assert.True(ComparableText.Compare("ｚ", "😀") < 0);
        Assert.True(ComparableText.Compare("a", "ab") < 0);
        Assert.Equal(0, ComparableText.Compare("é", "é"));
    }
}
