using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class DiscardTests(ConsoleBench bench, LetterConsole letters) : IClassFixture<LetterConsole>
{
    [Fact]
    public async Task One_letter_is_given_up_for_a_reason_and_not_without()
    {
        var (organisation, ids) = await letters.FailAsync(2);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync($"/dead-letters/{ids[0]}");

        await visitor.PressAsync("Discard");
        await visitor.ReadAsync("Discard 1 letter?");
        await visitor.ReadAsync($"Which: letter {ids[0]}.");
        await visitor.PressAsync("Discard 1");
        await visitor.ReadAsync("Give a reason");
        Assert.Equal(2, await letters.CountAsync(organisation, "waiting"));
        await visitor.FillAsync("Reason", "sent twice");
        await Accessibility.CheckAsync(visitor);
        await visitor.PressAsync("Discard 1");

        await visitor.ReadAsync("1 letter discarded in run");
        await Assertions.Expect(visitor.Page.Locator(".outlook .state")).ToHaveTextAsync("discarded");
        await visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "dead-letter.discarded" }).Filter(new() { HasText = "sent twice" }).WaitForAsync();
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Replay", Exact = true })).ToHaveCountAsync(0);
        Assert.Equal((1, 1), (await letters.CountAsync(organisation, "discarded"), await letters.CountAsync(organisation, "waiting")));
        Assert.Equal(1, await letters.AuditedAsync(organisation, "dead-letter.discarded", "sent twice"));
    }

    [Fact]
    public async Task A_selection_is_given_up_and_nothing_beside_it()
    {
        var (organisation, ids) = await letters.FailAsync(4);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));

        foreach (var id in ids.Take(2))
            await visitor.Page.GetByLabel($"Select letter {id}", new() { Exact = true }).CheckAsync();
        await visitor.PressAsync("Discard 2 selected");
        await visitor.FillAsync("Reason", "both");
        await visitor.PressAsync("Discard 2");

        await visitor.ReadAsync("2 letters discarded in run");
        await visitor.ReadAsync("2 letters, the newest first.");
        Assert.Equal(2, await letters.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.dead_letters WHERE id IN ({string.Join(',', ids.Take(2))}) AND status = 'discarded'"));
        Assert.Equal(2, await letters.CountAsync(organisation, "waiting"));
    }

    [Fact]
    public async Task What_a_replay_that_died_left_half_way_is_given_up_by_number()
    {
        var (organisation, ids) = await letters.FailAsync(2);
        await letters.LeaveHalfWayAsync(ids);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync($"/dead-letters/{ids[0]}");

        await visitor.PressAsync("Discard");
        await visitor.ReadAsync("Discard 1 letter?");
        await visitor.FillAsync("Reason", "not wanted");
        await visitor.PressAsync("Discard 1");

        await visitor.ReadAsync("1 letter discarded in run");
        Assert.Equal((1, 1), (await letters.CountAsync(organisation, "discarded"), await letters.CountAsync(organisation, "replaying")));
    }

    [Fact]
    public async Task A_group_is_given_up_but_not_what_fails_while_it_is_asked()
    {
        var (organisation, _) = await letters.FailAsync(3);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation, "&by=exception"));

        await visitor.PressAsync("Discard System.TimeoutException");
        await visitor.ReadAsync("3 × System.TimeoutException at");
        await Pictures.TakeAsync(visitor, "discard");
        await letters.Host.StoreAsync(FailedLetters.Command(organisation.Id, Guid.NewGuid()));
        await visitor.FillAsync("Reason", "old");
        await visitor.PressAsync("Discard 3");

        await visitor.ReadAsync("3 letters discarded in run");
        Assert.Equal((3, 1), (await letters.CountAsync(organisation, "discarded"), await letters.CountAsync(organisation, "waiting")));
    }
}
