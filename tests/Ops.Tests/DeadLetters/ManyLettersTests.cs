using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

/// <summary>What operators look at when very much has failed; how quick it is, <c>./dev bench console</c> says.</summary>
public sealed class ManyLettersTests(OpsServers ops) : IClassFixture<OpsServers>, IAsyncLifetime
{
    const int Letters = 50_000;

    static readonly Guid Organisation = new("00000000-0000-0000-0000-000000000007");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    DeadLetterReader Reader => ops.Services.GetRequiredService<DeadLetterReader>();

    public async ValueTask InitializeAsync()
    {
        if (await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters") > 0)
            return;
        await ops.ExecuteAsync($$"""
            INSERT INTO operations.dead_letters (
                fingerprint, queue, origin_queue, message_type, message_id, organisation_id, subject_id, properties, headers, body, cause,
                exception_type, exception_message, stack_trace, group_key, failed_at, collected_at, replay_count, status_at)
            SELECT
                sha256(i::text::bytea),
                'apply-user_error',
                CASE WHEN i % 10 = 0 THEN 'send-invite' ELSE 'apply-user' END,
                'ApplyUser',
                gen_random_uuid()::text,
                lpad((i % 500)::text, 32, '0')::uuid,
                gen_random_uuid(),
                '{"contentType": "application/json"}',
                jsonb_build_object('MT-Reason', 'fault', 'MT-Fault-StackTrace', stack, 'MT-Fault-Message', 'It took too long'),
                convert_to('{"organisationId":"' || gen_random_uuid() || '","version":7}', 'UTF8'),
                'fault',
                'System.Exception' || i % 40,
                'It took too long, number ' || i,
                stack,
                'System.Exception' || i % 40 || ' at Somewhere',
                '2026-11-23T00:00Z'::timestamptz + i * interval '10 seconds',
                now(),
                i % 3,
                now()
            FROM generate_series(1, {{Letters}}) AS i,
                LATERAL (SELECT string_agg('   at Some.Where.' || md5(i::text || frame), E'\n') AS stack FROM generate_series(1, 30) AS frame) AS trace
            """);
        await ops.ExecuteAsync("VACUUM ANALYZE operations.dead_letters");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_page_of_a_list_is_there_whatever_narrows_it()
    {
        await PageAsync("all", new());
        await PageAsync("the page behind", new() { BeforeId = Letters / 2 });
        await PageAsync("organisation", new() { OrganisationId = Organisation });
        await PageAsync("subject", new() { SubjectId = Guid.NewGuid() }, expected: 0);
        await PageAsync("time", new() { Since = DateTimeOffset.Parse("2026-11-23T00:00Z"), Until = DateTimeOffset.Parse("2026-11-23T00:20Z") });
        await PageAsync("failed again", new() { ReplaysAtLeast = 2 });
        await PageAsync("exception", new() { Exception = "exception39" });
        await PageAsync("message", new() { Message = "number 1" });
        await PageAsync("a queue without any", new() { Queue = "notify-sync-errors" }, expected: 0);
        await PageAsync("search without an answer", new() { Search = "no such word" }, expected: 0);
        await PageAsync("group", new() { Group = new(DeadLetterGrouping.Exception, "System.Exception3") });
        await PageAsync("failure", new() { Group = new(DeadLetterGrouping.Failure, "System.Exception3 at Somewhere") });
        await PageAsync("hour", new() { Group = new(DeadLetterGrouping.Hour, "2026-11-23T03:00Z") });
    }

    [Theory]
    [InlineData(nameof(DeadLetterGrouping.Failure), 40)]
    [InlineData(nameof(DeadLetterGrouping.Queue), 2)]
    [InlineData(nameof(DeadLetterGrouping.Type), 1)]
    [InlineData(nameof(DeadLetterGrouping.Exception), 40)]
    [InlineData(nameof(DeadLetterGrouping.Cause), 1)]
    [InlineData(nameof(DeadLetterGrouping.Organisation), 500)]
    [InlineData(nameof(DeadLetterGrouping.Hour), 139)]
    [InlineData(nameof(DeadLetterGrouping.Day), 6)]
    public async Task Groups_of_all_add_up(string by, int expected)
    {
        var grouping = Enum.Parse<DeadLetterGrouping>(by);

        var groups = await Reader.GroupAsync(Waiting(new()), grouping, 1_000, Token);

        Assert.Equal((expected, Letters), (groups.Count, groups.Sum(group => group.Count)));
        Assert.Equal((Letters + 1) * 2 / 3, groups.Sum(group => group.ReplayedBefore));
        var filter = Waiting(new() { Group = new(grouping, groups[0].Key) });
        Assert.Equal(groups[0].ExampleId, (await Reader.ListAsync(filter, 1, Token)).Single().Id);
    }

    [Theory]
    [InlineData("organisation_id = '00000000-0000-0000-0000-000000000007' ORDER BY id DESC LIMIT 50", "dead_letters_by_organisation")]
    [InlineData("subject_id = '00000000-0000-0000-0000-000000000007'", "dead_letters_by_subject")]
    [InlineData("replay_of = 5", "dead_letters_by_earlier_life")]
    [InlineData("failed_at >= '2026-11-23T00:00Z' AND failed_at < '2026-11-23T00:20Z'", "dead_letters_by_failure_time")]
    [InlineData("status = 'waiting' AND id < 25000 ORDER BY id DESC LIMIT 50", "dead_letters")]
    public async Task What_narrows_much_is_found_by_its_index(string condition, string index)
    {
        var plan = await ops.ScalarAsync<string>($"EXPLAIN (FORMAT JSON) SELECT id, queue FROM operations.dead_letters WHERE {condition}");

        Assert.Contains($"\"Index Name\": \"{index}", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_looks_at_each_of_them()
    {
        var preview = await Reader.PreviewAsync(new DeadLetterFilter().ToReplay(), most: null, Token);

        Assert.Equal((Letters, Letters, Letters), (preview.Matched, preview.Replayable, preview.Verdicts.Sum(verdict => verdict.Count)));
        Assert.Equal(20, preview.Letters.Count);
    }

    static DeadLetterFilter Waiting(DeadLetterFilter filter) => filter with { Statuses = ["waiting", "replaying"] };

    async Task PageAsync(string what, DeadLetterFilter filter, int? expected = null)
    {
        var letters = await Reader.ListAsync(Waiting(filter), 50, Token);
        Assert.True(expected is { } count ? letters.Count == count : letters.Count > 0, $"{letters.Count} letters: {what}");
    }
}
