using System.CommandLine;
using System.Text.Json;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.Overview;
using Blink.Pipeline.Ops.Queues;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Ops.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Blink.Pipeline.Ops.Tests.Overview;

public sealed class OverviewTests(OpsServers ops) : IClassFixture<OpsServers>
{
    const string NoPostgres = "Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_says_what_flows_what_waits_and_why_it_is_not_green()
    {
        var (_, organisation) = await ops.OrganisationAsync("Flow");
        var users = new List<Guid>();
        for (var i = 0; i < 4; i++)
            users.Add(await ops.UserAsync(organisation, $"flow{i}@x.test", age: 400));
        await ops.DecidedAsync(organisation, users[0]);
        await ops.DecidedAsync(organisation, users[1], reason: "email_in_use");
        await ops.ExecuteAsync($"""
            INSERT INTO scim.publications VALUES ('{users[0]}', 1, now(), now()), ('{users[1]}', 1, now(), now()), ('{users[2]}', 1, now() - interval '5 minutes', now());
            INSERT INTO scim.outbox (organisation_id, scim_user_id, version, created_at) VALUES ('{organisation}', '{users[3]}', 1, now() - interval '90 seconds');
            INSERT INTO operations.dead_letters (fingerprint, queue, properties, headers, body, cause, group_key, failed_at, collected_at, replay_count, status_at)
            VALUES ('x', 'apply-user_error', '{"{}"}', '{"{}"}', '', 'fault', 'g', now(), now(), 0, now())
            """);

        var (code, output, _) = await ops.RunAsync("overview", "--json");
        var overview = JsonSerializer.Deserialize<JsonElement>(output);
        var figures = overview.GetProperty("figures");

        Assert.Equal((4, 2, 1, 1), (Number("users"), Number("pending"), Number("rejected"), Number("deadLetters")));
        Assert.InRange(figures.GetProperty("oldestPendingSeconds").GetDouble(), 400, 500);
        Assert.Equal((2 / 60.0, 1 / 60.0, 1 / 60.0), (Rate("acknowledged"), Rate("applied"), Rate("rejected")));
        Assert.Contains(figures.GetProperty("outboxes").EnumerateArray(), outbox => outbox.GetProperty("waiting").GetInt64() == 1);
        // Nobody consumes the work queues of a test.
        Assert.Equal(("red", OverviewCommand.Red), (overview.GetProperty("verdict").GetProperty("level").GetString(), code));
        Assert.NotEmpty(overview.GetProperty("queues").EnumerateArray());
        var text = (await ops.RunAsync("overview")).Output;
        Assert.Contains("Nobody consumes apply-user", text, StringComparison.Ordinal);
        Assert.Contains("2 pending changes", text, StringComparison.Ordinal);
        Assert.Contains("1 dead letter for an operator", text, StringComparison.Ordinal);

        int Number(string name) => figures.GetProperty(name).GetInt32();

        double Rate(string name) => figures.GetProperty($"{name}PerSecond").GetDouble();
    }

    [Fact]
    public async Task What_is_away_is_a_reason_and_no_failure()
    {
        var output = new StringWriter();
        var code = await OpsCommandLine.RunAsync(
            ["overview", "--postgres", NoPostgres, "--rabbitmq", "amqp://127.0.0.1:1/", "--rabbitmq-management", "http://x:y@127.0.0.1:1"],
            new InvocationConfiguration { Output = output },
            Token);

        Assert.Equal(OverviewCommand.Red, code);
        Assert.Contains("The database gives no figures: PostgreSQL does not answer", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("queues are not seen", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_only_slow_is_not_called_away()
    {
        await using var connection = await ops.Database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var busy = new NpgsqlCommand("LOCK TABLE scim.outbox IN ACCESS EXCLUSIVE MODE", connection, transaction);
        await busy.ExecuteNonQueryAsync(Token);

        var (code, output, _) = await ops.RunAsync("overview");

        Assert.Equal(OverviewCommand.Red, code);
        Assert.Contains("The database gives no figures: it did not answer within 5 seconds; it may be busy.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_instances_write_one_sample_a_slot_and_the_last_hour_is_read_and_drawn()
    {
        await using var own = new OpsServers();
        await own.InitializeAsync();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var samplers = Enumerable.Range(0, 3).Select(_ => Sampler(own, clock)).ToList();

        var first = await Task.WhenAll(samplers.Select(sampler => sampler.RunOnceAsync(Token)));
        clock.Advance(OverviewSample.Every);
        var second = await Task.WhenAll(samplers.Select(sampler => sampler.RunOnceAsync(Token)));

        Assert.Single(first.OfType<OverviewSample>());
        Assert.Single(second.OfType<OverviewSample>());
        var history = await new OverviewSamples(own.Database.DataSource, clock).LastHourAsync(Token);
        Assert.Equal([first.OfType<OverviewSample>().Single(), second.OfType<OverviewSample>().Single()], history);
        Assert.Equal(OverviewSample.Every, history[1].At - history[0].At);
        Assert.Contains("The last hour", (await own.RunAsync("overview")).Output, StringComparison.Ordinal);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await new OverviewSamples(own.Database.DataSource, clock).LastHourAsync(Token));
    }

    [Fact]
    public void A_sparkline_has_a_bar_for_each_minute_that_is_known()
    {
        var now = new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

        var line = OverviewCommand.Sparkline([(now.AddMinutes(-59.5), 8), (now.AddMinutes(-1.5), 1), (now, 4), (now.AddMinutes(-5), null)], now);

        Assert.Equal("█" + new string(' ', 57) + "▂▅ up to 8", line);
    }

    static OverviewSampler Sampler(OpsServers own, TimeProvider clock)
    {
        var status = new SyncStatusReader(own.Database.DataSource, clock);
        var reader = new OverviewReader(own.Database.DataSource, status, own.Services.GetRequiredService<QueueReader>(), clock);
        return new(new OverviewSamples(own.Database.DataSource, clock), reader, new SyncLedger(own.Database.DataSource, clock), clock, NullLogger<OverviewSampler>.Instance);
    }
}
