using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class WorkingPipelineTests(ConsoleBench bench, WorkingPipeline pipeline) : IClassFixture<WorkingPipeline>
{
    // Each step shows when the broker's count, some 5 seconds old, and the page, which looks every 5 seconds, have followed.
    [Fact]
    public async Task The_overview_turns_amber_and_red_for_a_reason_and_green_again()
    {
        await using var visitor = await bench.VisitAsync(pipeline.Host);
        await visitor.Page.GotoAsync("/");
        var verdict = visitor.Page.GetByRole(AriaRole.Region, new() { Name = "Verdict" });
        await Assertions.Expect(verdict).ToContainTextAsync("Green: all is well.");

        await pipeline.Host.ExecuteAsync("""
            INSERT INTO operations.dead_letters (fingerprint, queue, properties, headers, body, cause, group_key, failed_at, collected_at, replay_count, status_at)
            VALUES ('overview', 'apply-user_error', '{}', '{}', '', 'fault', 'g', now(), now(), 0, now())
            """);
        await Assertions.Expect(verdict).ToContainTextAsync("Amber: somebody should look in the morning.");
        await Assertions.Expect(verdict).ToContainTextAsync("1 dead letter for an operator to replay or discard.");
        await Assertions.Expect(verdict.GetByRole(AriaRole.Link)).ToHaveAttributeAsync("href", "/dead-letters");

        await pipeline.StopListeningAsync();
        await Assertions.Expect(verdict).ToContainTextAsync("Red: somebody has to look now.");
        await Assertions.Expect(verdict).ToContainTextAsync("Nobody consumes notify-sync-errors");
        await Accessibility.CheckAsync(visitor);

        await pipeline.ListenAsync();
        await pipeline.Host.ExecuteAsync("DELETE FROM operations.dead_letters");
        await Assertions.Expect(verdict).ToContainTextAsync("Green: all is well.");
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task All_that_fit_a_filter_are_tried_again_and_applied()
    {
        await pipeline.RejectedAsync("nia@wingtip.example");
        await pipeline.RejectedAsync("noa@wingtip.example");
        await pipeline.RejectedAsync("other@wingtip.example");
        await using var visitor = await bench.VisitAsync(pipeline.Host);
        await visitor.Page.GotoAsync("/errors");
        await visitor.FillAsync("Name, userName, employee id or value holds", "a@wingtip");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.GetByText("other@wingtip.example")).ToHaveCountAsync(0);

        await visitor.PressAsync("Try again all that fit");
        var dialog = visitor.Page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("2 users with open errors");
        await Accessibility.CheckAsync(visitor);
        await dialog.GetByLabel("Reason").FillAsync("The duplicates are gone");
        await visitor.PressAsync("Try again");

        await visitor.ReadAsync("2 users of 2 queued to be decided on anew.");
        await visitor.ReadAsync("No open errors fit.");
        Assert.Equal(2, await pipeline.Host.ScalarAsync<long>("SELECT count(*) FROM provisioning.accounts WHERE email IN ('nia@wingtip.example', 'noa@wingtip.example')"));
        Assert.Equal(1, await pipeline.Host.ScalarAsync<long>("""
            SELECT count(*)
            FROM operations.audit_records
            WHERE action = 'sync-errors.tried-again' AND actor = 'night.operator'
                AND details ->> 'reason' = 'The duplicates are gone' AND details::text NOT LIKE '%wingtip%'
            """));
    }

    [Fact]
    public async Task One_is_tried_again_and_an_account_that_differs_is_applied_again()
    {
        var user = await pipeline.RejectedAsync("sole@wingtip.example");
        await using var visitor = await bench.VisitAsync(pipeline.Host);
        await visitor.Page.GotoAsync("/errors");
        await visitor.PressAsync("Try again: sole@wingtip.example");
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("Asked for");
        await visitor.PressAsync("Try again");
        await visitor.ReadAsync("1 user of 1 queued to be decided on anew.");

        await visitor.Page.GotoAsync($"/users/{user}");
        await visitor.ReadAsync("The account is as it is wanted.");
        await pipeline.Host.ExecuteAsync($"UPDATE provisioning.accounts SET job_title = 'Drifted' WHERE scim_user_id = '{user}'");
        await visitor.ReadAsync("1 field of the account not as wanted.");
        await visitor.PressAsync("Apply again");
        await visitor.Page.GetByRole(AriaRole.Dialog).GetByLabel("Reason").FillAsync("It drifted");
        await visitor.PressAsync("Apply");

        await visitor.ReadAsync("Queued: the worker decides anew.");
        await visitor.ReadAsync("The account is as it is wanted.");
        Assert.Equal("It drifted", await pipeline.Host.ScalarAsync<string>(
            $"SELECT details ->> 'reason' FROM operations.audit_records WHERE action = 'user.applied-again' AND actor = 'night.operator' AND subject = 'user:{user}'"));
        Assert.Empty(visitor.Errors);
    }
}
