namespace Blink.Pipeline.NotificationWorker.Tests;

public class SafeTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("Ane Sørensen", "Ane Sørensen")]
    [InlineData("a\r\nBcc: x@evil.example", "a  Bcc: x@evil.example")]
    [InlineData("a\u2028b\tc\0d", "a b c d")]
    [InlineData("\u202Egnp.exe\u2066", "gnp.exe")]
    [InlineData("  padded ", "padded")]
    public void A_value_becomes_one_harmless_line(string? value, string expected) => Assert.Equal(expected, SafeText.Line(value, 100));

    // Not an InlineData: an attribute cannot hold a lone surrogate.
    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("half \ufffd", SafeText.Line("half \ud83d", 100));

    [Fact]
    public void A_long_value_is_cut_between_characters() => Assert.Equal("😀😀…", SafeText.Line("😀😀😀", 2));
}
