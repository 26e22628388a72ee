using System.Globalization;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>How values read in tables.</summary>
static class Words
{
    public static string Time(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "–";

    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A duration in its two greatest units: <c>3d 4h</c>, <c>12m 5s</c>.</summary>
    public static string Span(TimeSpan span) => span switch
    {
        { TotalSeconds: < 0 } => "0s",
        { TotalMinutes: < 1 } => $"{span.TotalSeconds:0}s",
        { TotalHours: < 1 } => $"{span.Minutes}m {span.Seconds}s",
        { TotalDays: < 1 } => $"{span.Hours}h {span.Minutes}m",
        _ => $"{(int)span.TotalDays}d {span.Hours}h",
    };

    /// <summary>How long ago a time was, in one unit.</summary>
    public static string Ago(DateTimeOffset time, DateTimeOffset now) => $"{Span(now - time).Split(' ')[0]} ago";

    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Text(string? text) => text is { Length: > 0 } ? Markup.Escape(text) : "–";

    /// <summary>"1 letter", "2 letters".</summary>
    public static string Of(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>A count that ought to be zero.</summary>
    public static string Bad(long count) => count == 0 ? "0" : $"[red]{Count(count)}[/]";

    /// <summary>A state in the colour of its urgency.</summary>
    public static string State(string state) => $"[{Urgencies.Of(state).Colour()}]{Markup.Escape(state)}[/]";
}
