using System.Globalization;
using System.Text;

namespace Blink.Pipeline.Dev.Faults.Reporting;

/// <summary>The readable summary of a run, in Markdown. Pure.</summary>
static class FaultSummary
{
    /// <summary>Writes it.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="servers">The versions of the servers.</param>
    /// <param name="results">What became of each round; the first is the initial sync.</param>
    public static string Of(FaultOptions options, string servers, IReadOnlyList<RoundResult> results)
    {
        var text = new StringBuilder();
        var minutes = results.Sum(result => (result.Struck + result.Rested).TotalMinutes);
        var struck = results.Sum(result => result.Strikes.Count);
        Line(text, $"# Fault run, seed {options.Seed}");
        Line(text, $"");
        Line(text, $"{servers}; {options.Nodes} RabbitMQ nodes; {options.Users} people in each directory at first; lengths of faults × {options.Scale}.");
        Line(text, $"{results.Count - 1} rounds with {struck} faults in {minutes:0} minutes; {results.Sum(result => result.Acknowledged):N0} changes acknowledged.");
        Line(text, $"{results.Sum(result => result.Standstills)} processes ended themselves because their consumer stood still, and were started again.");
        Line(text, $"**{results.Sum(result => result.Differences.Count)} differences.**");
        Line(text, $"");
        Line(text, $"| round | faults | changes | struck, s | at rest after, s | differences |");
        Line(text, $"|---|---|---|---|---|---|");
        foreach (var result in results) Line(text, $"| {result.Plan.Number} | {Faults(result)} | {result.Acknowledged} | {result.Struck.TotalSeconds:0} | {result.Rested.TotalSeconds:0} | {result.Differences.Count} |");
        Line(text, $"");
        Line(text, $"| fault | rounds |");
        Line(text, $"|---|---|");
        foreach (var fault in results.SelectMany(result => result.Strikes).CountBy(strike => strike.Fault.Name).OrderBy(fault => fault.Key, StringComparer.Ordinal))
            Line(text, $"| `{fault.Key}` | {fault.Value} |");
        return text.ToString();
    }

    static string Faults(RoundResult result) =>
        result.Plan.Number != RoundPlan.InitialSync ? Names(result) : result.Plan.Faults.Count == 0 ? "none: initial sync" : $"{Names(result)}: initial sync";

    static string Names(RoundResult result) => string.Join(" + ", result.Plan.Faults.Select(fault => $"`{fault.Name}`"));

    static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
