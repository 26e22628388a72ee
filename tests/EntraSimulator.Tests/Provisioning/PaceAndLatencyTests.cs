using Blink.Pipeline.EntraSimulator.Provisioning;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

public sealed class PaceAndLatencyTests
{
    [Fact]
    public void No_more_requests_go_out_in_a_second_than_the_pace_allows()
    {
        var time = new FakeTimeProvider();
        var pace = new RequestPace(25, time);

        var turns = Enumerable.Range(0, 100).Select(_ => pace.WaitAsync(TestContext.Current.CancellationToken).AsTask()).ToList();
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(26, turns.Count(turn => turn.IsCompleted));
    }

    [Fact]
    public void Without_a_pace_nobody_waits() =>
        Assert.True(new RequestPace(null, new FakeTimeProvider()).WaitAsync(TestContext.Current.CancellationToken).AsTask().IsCompleted);

    [Fact]
    public void A_percentile_is_never_below_the_true_one_and_at_most_a_tenth_above() => Gen.Double[0.1, 60_000].Array[1, 200].Sample(latencies =>
    {
        var histogram = new LatencyHistogram();
        foreach (var latency in latencies) histogram.Add(TimeSpan.FromMilliseconds(latency));
        var exact = latencies.Order().ElementAt((int)Math.Ceiling(0.99 * latencies.Length) - 1);
        var found = histogram.Percentile(0.99).TotalMilliseconds;
        return found >= exact * 0.999 && found <= exact * 1.101;
    });
}
