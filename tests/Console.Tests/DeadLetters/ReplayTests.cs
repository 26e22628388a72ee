using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Testing;
using Microsoft.Playwright;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class ReplayTests(ConsoleBench bench, LetterConsole letters) : IClassFixture<LetterConsole>
{
    [Fact]
    public async Task One_letter_is_replayed_after_a_dry_run()
    {
        var (organisation, ids) = await letters.FailAsync(2);
        var published = await letters.Host.Broker.CountAsync(Names.ApplyUser);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync($"/dead-letters/{ids[0]}");

        await visitor.PressAsync("Replay");
        await visitor.ReadAsync("1 letter would be replayed.");
        await visitor.ReadAsync("apply the newest version");
        await Accessibility.CheckAsync(visitor);
        await visitor.FillAsync("Reason, for the audit", "mended");
        await visitor.PressAsync("Replay 1");

        await EndedAsync(visitor, 1);
        Assert.Equal((1, 1), (await letters.CountAsync(organisation, "replayed"), await letters.CountAsync(organisation, "waiting")));
        Assert.Equal(1, await letters.AuditedAsync(organisation, "dead-letter.replayed", "mended"));
        await Eventually.HoldsAsync(async () => Assert.Equal(published + 1, await letters.Host.Broker.CountAsync(Names.ApplyUser)));
    }

    [Fact]
    public async Task A_keyboard_is_enough_to_replay()
    {
        var (organisation, _) = await letters.FailAsync(3);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));
        await visitor.ReadAsync("3 letters, the newest first.");

        await visitor.TabToAsync("Replay all 3");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await visitor.ReadAsync("3 letters would be replayed.");
        await visitor.TabToAsync("Replay 3");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await EndedAsync(visitor, 3);
    }

    [Fact]
    public async Task What_is_selected_on_several_pages_is_replayed_together()
    {
        var (organisation, _) = await letters.FailAsync(60);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));

        await visitor.PressAsync("Select this page");
        await visitor.PressAsync("Older");
        await visitor.ReadAsync("these were collected before letter");
        await visitor.Page.GetByRole(AriaRole.Checkbox, new() { Name = "Select letter" }).First.CheckAsync();
        await visitor.PressAsync("Replay 51 selected");
        await visitor.PressAsync("Replay 51");

        await EndedAsync(visitor, 51);
        Assert.Equal((51, 9), (await letters.CountAsync(organisation, "replayed"), await letters.CountAsync(organisation, "waiting")));
    }

    [Fact]
    public async Task A_group_is_replayed_and_nothing_beside_it()
    {
        var (organisation, _) = await letters.FailAsync(9, i => i % 3 == 0 ? "Some.RareException" : "Some.OftenException");
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation, "&by=exception"));

        await visitor.PressAsync("Replay Some.RareException");
        await visitor.ReadAsync("exception Some.RareException");
        await visitor.PressAsync("Replay 3");

        await EndedAsync(visitor, 3);
        Assert.Equal(3, await letters.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.dead_letters WHERE organisation_id = '{organisation.Id}' AND status = 'replayed' AND exception_type = 'Some.RareException'"));
        Assert.Equal(6, await letters.CountAsync(organisation, "waiting"));
    }

    [Fact]
    public async Task All_that_fit_are_replayed_but_not_what_fails_while_it_is_asked()
    {
        var (organisation, _) = await letters.FailAsync(300);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));

        await visitor.PressAsync("Replay all 300");
        await visitor.ReadAsync("300 letters would be replayed.");
        await letters.Host.StoreAsync(FailedLetters.Command(organisation.Id, await letters.Host.UserAsync(organisation.Id)));
        await visitor.PressAsync("Replay 300");

        await EndedAsync(visitor, 300);
        Assert.Equal((300, 1), (await letters.CountAsync(organisation, "replayed"), await letters.CountAsync(organisation, "waiting")));
    }

    [Fact]
    public async Task A_dry_run_tells_apart_what_would_become_of_them_and_no_more_than_wanted_are_replayed()
    {
        var (organisation, _) = await letters.FailAsync(3);
        await letters.Host.StoreAsync(
            FailedLetters.Command(organisation.Id, await letters.Host.UserAsync(organisation.Id, applied: 7)),
            FailedLetters.Command(organisation.Id, Guid.NewGuid()));
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));

        await visitor.PressAsync("Replay all 5");
        foreach (var row in new[] { "3 apply the newest version", "1 do nothing: a newer version is applied since", "1 fail again: there is no such user" })
            await visitor.Page.GetByRole(AriaRole.Row, new() { Name = row }).WaitForAsync();
        await visitor.FillAsync("At most, the oldest first", "2");
        await visitor.Page.Keyboard.PressAsync("Tab");

        await visitor.ReadAsync("2 letters would be replayed.");
        await Pictures.TakeAsync(visitor, "replay");
        Assert.Equal(5, await letters.CountAsync(organisation, "waiting"));
        await visitor.PressAsync("Replay 2");

        await EndedAsync(visitor, 2);
        Assert.Equal((2, 3), (await letters.CountAsync(organisation, "replayed"), await letters.CountAsync(organisation, "waiting")));
    }

    [Fact]
    public async Task A_replay_goes_on_without_its_page_is_seen_by_others_and_stopped_by_them()
    {
        var (organisation, _) = await letters.FailAsync(400);
        await using var other = await bench.VisitAsync(letters.Host);
        await using (var visitor = await bench.VisitAsync(letters.Host))
        {
            await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));
            await visitor.PressAsync("Replay all 400");
            // The dialog takes the focus when it has come: what is typed before that goes where it is then.
            await Assertions.Expect(visitor.Page.Locator("[role=dialog] :focus")).ToHaveCountAsync(1);
            await visitor.FillAsync("A second, at most", "2");
            await visitor.PressAsync("Replay 400");
            await visitor.ReadAsync("of at most 2");
        }
        var done = await letters.CountAsync(organisation, "replayed");

        await Eventually.HoldsAsync(async () => Assert.True(await letters.CountAsync(organisation, "replayed") > done));
        await other.Page.GotoAsync("/dead-letters");
        await other.Page.GetByRole(AriaRole.Link, new() { NameRegex = new(@"^Run \d+$") }).First.ClickAsync();
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync("running");
        await other.PressAsync("Stop");
        await Accessibility.CheckAsync(other);
        await other.PressAsync("Stop it");

        await other.ReadAsync("night.operator stopped it");
        await Assertions.Expect(other.Page.Locator(".progress .state")).ToHaveTextAsync("stopped");
        Assert.Equal(0, await letters.CountAsync(organisation, "replaying"));
        Assert.Equal(400, await letters.CountAsync(organisation, "replayed") + await letters.CountAsync(organisation, "waiting"));
        Assert.InRange(await letters.CountAsync(organisation, "waiting"), 1, 399);
        await other.Page.GotoAsync("/runs");
        await other.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = organisation.Name }).Filter(new() { HasText = "night.operator stopped it" }).WaitForAsync();
    }

    [Fact]
    public async Task What_a_replay_that_died_left_half_way_is_taken_up_though_nothing_else_waits()
    {
        var (organisation, ids) = await letters.FailAsync(2);
        await letters.LeaveHalfWayAsync(ids);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));

        await visitor.PressAsync("Replay all 2");
        await visitor.ReadAsync("2 letters that a replay which died left half-way are published first, whatever you chose.");
        await visitor.PressAsync("Replay 2");

        await EndedAsync(visitor, 2);
        Assert.Equal(2, await letters.CountAsync(organisation, "replayed"));
    }

    // The page of the run, live until the run is over.
    static async Task EndedAsync(Visitor visitor, int count)
    {
        await visitor.ArriveAsync("**/runs/*");
        await Assertions.Expect(visitor.Page.Locator(".progress .state")).ToHaveTextAsync("completed");
        await Assertions.Expect(visitor.Page.Locator(".progress strong")).ToHaveTextAsync($"{count} of {count}");
        Assert.Empty(visitor.Errors);
    }
}
