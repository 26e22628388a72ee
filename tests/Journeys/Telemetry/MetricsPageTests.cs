using System.Text.RegularExpressions;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.Platform.Telemetry;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>docs/telemetry.md has every instrument that the processes register, as they register it, and no other; and so every tag and its values.</summary>
[Collection(TelemetryGroup.Name)]
public sealed partial class MetricsPageTests(TelemetryFixture telemetry)
{
    static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root!, "docs", "telemetry.md"));

    static readonly Documented[] Instruments =
    [
        .. InstrumentRow().Matches(Page).Select(match => new Documented(
            match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, [.. Words(match.Groups[4].Value)], [.. Words(match.Groups[5].Value)])),
    ];

    static readonly Dictionary<string, string[]> Tags = TagRow().Matches(Page)
        .ToDictionary(match => match.Groups[1].Value, match => Words(match.Groups[2].Value).ToArray());

    [Fact]
    public Task The_page_has_the_instruments_that_the_processes_register_and_no_other() => Eventually.HoldsAsync(() =>
    {
        var registered = telemetry.Receiver.Instruments.Where(instrument => instrument.Meter == PipelineTelemetry.Name)
            .GroupBy(instrument => (instrument.Name, instrument.Unit))
            .Select(group => $"{group.Key.Name} | {group.Key.Unit} | {string.Join(' ', group.Select(instrument => instrument.Service).Distinct().Order())}");
        var documented = Instruments.Select(row => $"{row.Name} | {row.Unit} | {string.Join(' ', row.Processes.Order())}");
        AssertSame(documented, registered);
        Assert.DoesNotContain(telemetry.Receiver.Instruments, instrument => instrument.Meter == PipelineTelemetry.Name && instrument.Description.Length == 0);
        return Task.CompletedTask;
    });

    [Fact]
    public void The_page_has_their_names_in_Prometheus_and_their_tags()
    {
        var scraped = Ours().GroupBy(sample => Family(sample.Name))
            .Select(family => $"{family.Key} | {string.Join(' ', family.SelectMany(sample => sample.Labels.Keys).Except(["le"]).Distinct().Order())}");
        var documented = Instruments.Select(row => $"{row.Prometheus} | {string.Join(' ', row.Tags.Select(tag => tag.Replace('.', '_')).Order())}");
        AssertSame(documented, scraped);
    }

    [Fact]
    public void Every_tag_has_one_of_the_values_that_the_page_names()
    {
        foreach (var (tag, value) in Ours().SelectMany(sample => sample.Labels).Where(label => label.Key != "le"))
            Assert.Contains(value, Tags[tag]);
    }

    static void AssertSame(IEnumerable<string> documented, IEnumerable<string> found) => Assert.True(documented.Order().SequenceEqual(found.Order()), $"""
        docs/telemetry.md lacks, or has otherwise:
        {string.Join('\n', found.Except(documented))}
        It has what no process has, or has otherwise:
        {string.Join('\n', documented.Except(found))}
        """);

    IEnumerable<Sample> Ours() => telemetry.All.SelectMany(instance => instance.Last.Samples)
        .Where(sample => sample.Name.StartsWith("blink_pipeline_", StringComparison.Ordinal) || sample.Name == "process_uptime_seconds");

    static string Family(string sample) => Instruments.Select(row => row.Prometheus)
        .SingleOrDefault(name => sample == name || new[] { "_bucket", "_sum", "_count" }.Any(part => sample == name + part), sample);

    static IEnumerable<string> Words(string cell) => Quoted().Matches(cell).Select(match => match.Groups[1].Value);

    // | `blink.pipeline.outbox.age` | `blink_pipeline_outbox_age_seconds` | `s` | tags | processes | ...
    [GeneratedRegex(@"^\| `([a-z_.]+)` \| `([a-z_]+)` \| `([^`]+)` \|([^|]*)\|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex InstrumentRow();

    // | tag `http_request_method` | values |
    [GeneratedRegex(@"^\| tag `([a-z_.]+)` \| ([^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex TagRow();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    sealed record Documented(string Name, string Prometheus, string Unit, string[] Tags, string[] Processes);
}
