using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>Each panel of each dashboard says what it shows and in which unit, and asks for series that the processes and the broker really have.</summary>
[Collection(TelemetryGroup.Name)]
public sealed partial class DashboardTests(TelemetryFixture telemetry)
{
    static readonly string[] Files = Directory.GetFiles(Path.Combine(Repository.Root!, "deploy", "grafana", "dashboards"), "*.json");

    static readonly JsonNode[] Panels =
    [
        .. Files.SelectMany(file => JsonNode.Parse(File.ReadAllText(file))!["panels"]!.AsArray()).OfType<JsonNode>()
            .Where(panel => (string?)panel["type"] != "row"),
    ];

    static readonly string[] Queries = [.. Panels.SelectMany(panel => panel["targets"]!.AsArray()).Select(target => (string)target!["expr"]!)];

    [Fact]
    public void Every_panel_has_a_title_a_description_and_a_unit()
    {
        Assert.Equal(2, Files.Length);
        Assert.All(Panels, panel => Assert.All(
            [(string?)panel["title"], (string?)panel["description"], (string?)panel["fieldConfig"]!["defaults"]!["unit"]], text => Assert.NotEmpty(text!)));
    }

    [Fact]
    public async Task Every_series_that_a_panel_asks_for_exists()
    {
        var existing = new[] { await RabbitMqScrape.NodeAsync(telemetry.Lacking.Broker), await RabbitMqScrape.QueuesAsync(telemetry.Lacking.Broker) }
            .Concat(telemetry.All.Select(instance => instance.Last)).SelectMany(scrape => scrape.Samples).Select(sample => sample.Name).ToHashSet();

        var asked = Queries.SelectMany(Names).Distinct().ToList();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(existing));
    }

    [Fact]
    public async Task Every_query_is_one_that_Prometheus_understands()
    {
        var rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
        foreach (var (query, number) in Queries.Select((query, number) => (query, number)))
        {
            var expression = query.Replace("$__rate_interval", "5m", StringComparison.Ordinal);
            rules.Append(CultureInfo.InvariantCulture, $"      - {{ record: query_{number}, expr: '{expression}' }}\n");
        }

        await Promtool.RunOnAsync(rules.ToString(), "check", "rules");
    }

    // What is left of a query without texts, selectors, ranges, groupings and functions.
    static IEnumerable<string> Names(string query) =>
        Name().Matches(NoName().Replace(query, " ")).Select(match => match.Value);

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\b(by|without)\s*\([^)]*\)|[a-z_]+\s*(?=\()")]
    private static partial Regex NoName();

    [GeneratedRegex("[a-z_]{4,}")]
    private static partial Regex Name();
}
