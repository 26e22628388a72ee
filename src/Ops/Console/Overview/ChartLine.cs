using System.Globalization;
using System.Text;
using Blink.Pipeline.Ops.Overview;

namespace Blink.Pipeline.Ops.Console.Overview;

/// <summary>A value over the last hour: as a line to draw, and in words for whoever does not see it. Pure.</summary>
/// <param name="Path">The line as an SVG path in a box of <see cref="Width"/> by <see cref="Height"/>; empty: nothing is known.</param>
/// <param name="Latest">The newest value; null: it is not known.</param>
/// <param name="Most">The greatest value; 0 also: nothing is known.</param>
/// <param name="MostAt">When that was; null: nothing is known.</param>
sealed record ChartLine(string Path, double? Latest, double Most, DateTimeOffset? MostAt)
{
    public const int Width = 360;
    public const int Height = 64;

    // Two samples may be missed before the line is broken: what is not known is not drawn.
    static readonly TimeSpan LongestGap = 3 * OverviewSample.Every;

    /// <summary>Draws.</summary>
    /// <param name="samples">What was known and when, oldest first; null: it was not.</param>
    /// <param name="now">The right edge; the left one is an hour before.</param>
    /// <returns>The line.</returns>
    public static ChartLine Of(IReadOnlyList<(DateTimeOffset At, double? Value)> samples, DateTimeOffset now)
    {
        List<(DateTimeOffset At, double Value)> known =
            [.. samples.Where(sample => sample.Value is not null && sample.At > now - TimeSpan.FromHours(1)).Select(sample => (sample.At, sample.Value!.Value))];
        if (known.Count == 0)
            return new("", null, 0, null);
        var most = known.MaxBy(sample => sample.Value);
        double? latest = now - known[^1].At <= LongestGap ? known[^1].Value : null;
        return new(Draw(known, most.Value, now), latest, most.Value, most.At);
    }

    static string Draw(List<(DateTimeOffset At, double Value)> known, double most, DateTimeOffset now)
    {
        var path = new StringBuilder();
        DateTimeOffset? before = null;
        foreach (var (at, value) in known)
        {
            var isNew = before is null || at - before > LongestGap;
            var x = Width * (1 - ((now - at) / TimeSpan.FromHours(1)));
            // The line of a value that never changes from 0 lies on the ground, and the highest stays clear of the edge.
            var y = Height - 1 - (most <= 0 ? 0 : (Height - 3) * value / most);
            path.Append(CultureInfo.InvariantCulture, $"{(isNew ? 'M' : 'L')}{x:0.#} {y:0.#}");
            before = at;
        }
        return path.ToString();
    }
}
