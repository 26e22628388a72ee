using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

/// <summary>The pages when very much has failed; how quick the queries are is tested beside them.</summary>
public sealed class ManyLettersTests(ConsoleBench bench, LetterConsole letters) : IClassFixture<LetterConsole>
{
    [Fact]
    public async Task Fifty_thousand_are_paged_grouped_and_foretold()
    {
        var (organisation, _) = await letters.FailAsync(1);
        await letters.Host.ExecuteAsync($$"""
            INSERT INTO operations.dead_letters (
                fingerprint, queue, origin_queue, message_type, message_id, organisation_id, subject_id, properties, headers, body, cause,
                exception_type, exception_message, group_key, failed_at, collected_at, replay_count, status_at)
            SELECT
                sha256(i::text::bytea), queue, origin_queue, message_type, message_id, organisation_id, gen_random_uuid(), properties, '{}', body, cause,
                'Some.Exception' || i % 40, exception_message, 'Some.Exception' || i % 40, now() - i * interval '1 second', now(), 0, now()
            FROM operations.dead_letters, generate_series(1, 49999) AS i
            """);
        await letters.Host.ExecuteAsync("ANALYZE operations.dead_letters");
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync("/dead-letters");

        await visitor.ReadAsync("50,000 letters, the newest first.");
        await visitor.PressAsync("Older");
        await visitor.ReadAsync("50,000 letters; these were collected before letter");
        await visitor.PressAsync("Replay all 50,000");
        await visitor.Page.GetByRole(AriaRole.Row, new() { Name = "49,999 fail again: there is no such user" }).WaitForAsync();
        await visitor.PressAsync("Cancel");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "By exception", Exact = true }).ClickAsync();

        await visitor.ReadAsync("50,000 letters in 41 groups.");
        Assert.Equal(50_000, await letters.CountAsync(organisation, "waiting"));
    }
}
