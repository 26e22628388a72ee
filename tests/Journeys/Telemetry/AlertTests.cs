using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>
/// Each alert fires over what the processes say, to which its condition has really happened: what was scraped becomes the series over
/// which promtool evaluates the rules.
/// </summary>
[Collection(TelemetryGroup.Name)]
public sealed partial class AlertTests(TelemetryFixture telemetry)
{
    // Each scrape is seen ten times, a minute apart, and the last one for as long as the slowest alert waits.
    const int SeenFor = 10;
    const int LastSeenFor = 100;

    static readonly string Folder = Path.Combine(Repository.Root!, "deploy", "prometheus");

    static readonly string Rules = File.ReadAllText(Path.Combine(Folder, "rules.yml"));

    static readonly string[] Alerts = [.. Alert().Matches(Rules).Select(match => match.Groups[1].Value)];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_alert_fires_when_its_condition_happens_to_a_process()
    {
        var evaluation = new StringBuilder($"""
            rule_files: ['{Path.Combine(Folder, "rules.yml")}']
            evaluation_interval: 1m
            tests:
              - interval: 1m
                input_series:

            """);
        foreach (var (series, values) in await SeriesAsync())
            evaluation.Append(CultureInfo.InvariantCulture, $"      - {{ series: '{series}', values: '{values}' }}\n");
        evaluation.Append("    promql_expr_test:\n");
        foreach (var alert in Alerts)
        {
            evaluation.Append(CultureInfo.InvariantCulture, $$"""
                      - expr: max_over_time(count(ALERTS{alertname="{{alert}}", alertstate="firing"})[3h:1m]) > bool 0
                        eval_time: 3h
                        exp_samples: [{ labels: '{}', value: 1 }]

                """);
        }

        await Promtool.RunOnAsync(evaluation.ToString(), "test", "rules");
    }

    [Fact]
    public async Task The_rules_and_the_configuration_are_right_and_each_rule_fires_and_keeps_silent_when_it_should()
    {
        await Promtool.RunAsync("check", "rules", Path.Combine(Folder, "rules.yml"));
        await Promtool.RunAsync("check", "config", Path.Combine(Folder, "prometheus.yml"));
        await Promtool.RunAsync("test", "rules", Path.Combine(Folder, "rules.test.yml"));
        var cases = await File.ReadAllTextAsync(Path.Combine(Folder, "rules.test.yml"), Token);
        Assert.All(Alerts, alert => Assert.Contains($"""alertname="{alert}" """.TrimEnd(), cases, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Each_alert_says_how_bad_it_is_and_leads_to_its_runbook()
    {
        var runbooks = Heading().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root!, "docs", "operations.md"), Token))
            .Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(Alerts.Order(), runbooks.Order());
        Assert.Equal(Alerts.Select(alert => $"docs/operations.md#{alert.ToLowerInvariant()}"), Runbook().Matches(Rules).Select(match => match.Groups[1].Value));
        Assert.Equal(Alerts.Length, Severity().Count(Rules));
        Assert.Equal(Alerts.Length, Summary().Count(Rules));
    }

    async Task<IEnumerable<(string Series, string Values)>> SeriesAsync()
    {
        var rabbitMq = await RabbitMqScrape.QueuesAsync(telemetry.Lacking.Broker);
        await telemetry.Lacking.OpsWithoutBroker.KillAsync();
        await telemetry.Lacking.OpsWithoutBroker.ScrapeAsync();
        return telemetry.All.SelectMany(instance => Series(instance.Job, instance.Name, instance.Scrapes))
            .Concat(Series("rabbitmq-queues", "unconsumed", [rabbitMq]))
            .Where(series => Rules.Contains(series.Series.Split('{')[0], StringComparison.Ordinal));
    }

    // As Prometheus stores it: what a scrape does not have has no value then, and "up" says whether there was an answer.
    static IEnumerable<(string Series, string Values)> Series(string job, string instance, IReadOnlyList<Scrape?> scrapes)
    {
        var samples = scrapes
            .Select(scrape => scrape?.Samples.ToDictionary(sample => sample.Series(("job", job), ("instance", instance)), sample => sample.Value) ?? [])
            .ToList();
        yield return ($$"""up{job="{{job}}", instance="{{instance}}"}""", Values([.. scrapes.Select(scrape => scrape is null ? 0.0 : 1.0)]));
        foreach (var series in samples.SelectMany(scrape => scrape.Keys).Distinct().ToList())
            yield return (series, Values([.. samples.Select(scrape => scrape.TryGetValue(series, out var value) ? value : (double?)null)]));
    }

    static string Values(double?[] scrapes) => string.Join(' ', scrapes.Select((value, index) => string.Create(
        CultureInfo.InvariantCulture, $"{(value is null ? "_" : value)}x{(index == scrapes.Length - 1 ? LastSeenFor : SeenFor - 1)}")));

    [GeneratedRegex("- alert: (\\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex("runbook_url: (\\S+)")]
    private static partial Regex Runbook();

    [GeneratedRegex("severity: (critical|warning|info)\n")]
    private static partial Regex Severity();

    [GeneratedRegex("summary: '.+\\.'\n")]
    private static partial Regex Summary();

    [GeneratedRegex("^### ([A-Z]\\w+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();
}
