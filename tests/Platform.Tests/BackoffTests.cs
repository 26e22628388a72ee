namespace Blink.Pipeline.Platform.Tests;

public sealed class BackoffTests
{
    static readonly Backoff Waits = new(First: TimeSpan.FromSeconds(30), Longest: TimeSpan.FromMinutes(15));

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(5, 480)]
    [InlineData(6, 900)]
    [InlineData(1_000_000, 900)]
    public void The_wait_doubles_up_to_its_bound(int tries, int seconds) =>
        Assert.Equal(seconds, Waits.WaitAfter(tries, new Chance(0.5)).TotalSeconds, tolerance: 0.001);

    [Fact]
    public void A_fifth_of_it_is_left_to_chance()
    {
        Assert.Equal(24, Waits.WaitAfter(1, new Chance(0)).TotalSeconds, tolerance: 0.001);
        Assert.InRange(Waits.WaitAfter(1, new Chance(0.9999)).TotalSeconds, 35.9, 36);
    }

    sealed class Chance(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
