namespace Blink.Pipeline.NotificationWorker.Tests;

public class SafeTextTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("Ane Sørensen", "Ane Sørensen")]
    [InlineData("a\r\nBcc: x@evil.example", "a  Bcc: x@evil.example")]
    [InlineData("a\u2028b\tc\0d", "a b c d")]
    [InlineData("half \ud83d", "half \ufffd")]
    [InlineData("\u202Egnp.exe\u2066", "gnp.exe")]
    [InlineData("  padded ", "padded")]
    public void A_value_becomes_one_harmless_line(string? value, string expected) => Assert.Equal(expected, SafeText.Line(value, 100));

    [Fact]
    public void A_long_value_is_cut_between_characters() => Assert.Equal("😀😀…", SafeText.Line("😀😀😀", 2));
}
