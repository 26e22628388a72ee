using System.Globalization;
using System.Text.RegularExpressions;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>What a process answered at <c>/metrics</c> (Prometheus' text format).</summary>
/// <param name="Text">The answer itself.</param>
sealed partial record Scrape(string Text)
{
    /// <summary>Every sample; what the exporter adds about the meter is left out.</summary>
    public IReadOnlyList<Sample> Samples { get; } = [.. Line().Matches(Text).Select(match => new Sample(
        match.Groups[1].Value,
        Label().Matches(match.Groups[2].Value).ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value),
        double.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)))];

    /// <summary>The sum over the samples of a name whose labels fit.</summary>
    public double Sum(string name, params (string Label, string Value)[] labels) => Samples
        .Where(sample => sample.Name == name && labels.All(label => sample.Labels.GetValueOrDefault(label.Label) == label.Value))
        .Sum(sample => sample.Value);

    // A number ends the line; RabbitMQ writes no timestamps, OpenTelemetry does.
    [GeneratedRegex(@"^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? ([0-9.eE+-]+|NaN)(?: \d+)?$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex("""(?!otel_scope_)\b([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)(?<=[^\\]|)"(?:,|$)""")]
    private static partial Regex Label();
}

/// <summary>One line of it.</summary>
sealed record Sample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>The series: name and labels, as Prometheus writes them.</summary>
    public string Series(params (string Label, string Value)[] more) =>
        $"{Name}{{{string.Join(", ", Labels.Select(label => (Label: label.Key, label.Value)).Concat(more).Select(label => $"{label.Label}=\"{label.Value}\""))}}}";
}
