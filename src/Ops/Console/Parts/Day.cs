using System.Globalization;

namespace Blink.Pipeline.Ops.Console.Parts;

/// <summary>How days are written in fields of pages: as browsers give them, in UTC.</summary>
static class Day
{
    /// <summary>The first moment of a day.</summary>
    /// <param name="text">As <c>2026-11-30</c>; empty: no day.</param>
    public static DateTimeOffset? Begin(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
            : null;

    /// <summary>The first moment after a day.</summary>
    /// <param name="text">As <c>2026-11-30</c>; empty, or the last day that there is: no end.</param>
    public static DateTimeOffset? End(string? text) => Begin(text) is { Year: < 9999 } day ? day.AddDays(1) : null;
}
