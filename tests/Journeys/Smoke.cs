namespace Blink.Pipeline.Smoke;

public sealed class SmokeTests
{
    [Fact]
    public void It_runs() => Assert.True(true);
}
