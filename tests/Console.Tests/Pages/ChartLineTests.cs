using Blink.Pipeline.Ops.Console.Overview;
using Blink.Pipeline.Ops.Overview;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class ChartLineTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_line_goes_from_an_hour_ago_to_now_and_as_high_as_its_highest_value()
    {
        var line = ChartLine.Of([(Now - TimeSpan.FromHours(2), 99), (Now - (3 * OverviewSample.Every), 4), (Now - OverviewSample.Every, 8), (Now, 2)], Now);

        Assert.Equal("M357 32.5L359 2L360 47.8", line.Path);
        Assert.Equal((2d, 8d, Now - OverviewSample.Every), (line.Latest, line.Most, line.MostAt));
    }

    [Fact]
    public void What_is_not_known_is_not_drawn_and_not_told()
    {
        var line = ChartLine.Of([(Now.AddMinutes(-30), 1), (Now.AddMinutes(-29), 1), (Now, null)], Now);

        Assert.Equal("M180 2M186 2", line.Path);
        Assert.Null(line.Latest);
        Assert.Equal(new ChartLine("", null, 0, null), ChartLine.Of([(Now, null)], Now));
    }

    [Fact]
    public void Nothing_all_the_time_lies_on_the_ground() =>
        Assert.Equal("M358 63L360 63", ChartLine.Of([(Now.AddSeconds(-20), 0), (Now, 0)], Now).Path);
}
