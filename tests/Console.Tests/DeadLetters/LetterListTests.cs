using System.Text.RegularExpressions;
using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Access;
using Microsoft.Playwright;
using RabbitMQ.Client;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class LetterListTests(ConsoleBench bench, LetterConsole letters) : IClassFixture<LetterConsole>
{
    [Fact]
    public async Task What_fails_now_is_to_be_seen_soon_without_a_reload()
    {
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync("/dead-letters");
        await visitor.HeadingAsync("Dead letters");

        await letters.Host.Broker.PublishAsync(Names.ErrorQueueOf(Names.SendInvite), "{}", new BasicProperties
        {
            Persistent = true,
            Headers = new Dictionary<string, object?> { ["MT-Fault-ExceptionType"] = "Some.FreshException", ["MT-Fault-Message"] = "Just now" },
        });

        await visitor.ReadAsync("FreshException: Just now");
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_search_text_stays_out_of_the_address_and_comes_back_with_the_page()
    {
        var (organisation, _) = await letters.FailAsync(3);
        var user = await letters.Host.UserAsync(organisation.Id);
        await letters.Host.StoreAsync(FailedLetters.Command(organisation.Id, user, message: "There is already an account for ada@contoso.example"));
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));
        await visitor.ReadAsync("4 letters, the newest first.");

        await visitor.FillAsync("Search", "ADA@contoso");
        await visitor.PressAsync("Show");
        await visitor.ReadAsync("1 letter, the newest first.");
        Assert.DoesNotContain("contoso", visitor.Page.Url, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(organisation.Id.ToString(), visitor.Page.Url, StringComparison.Ordinal);
        await visitor.Page.Locator("tbody a").First.ClickAsync();
        await visitor.ReadAsync("What was done with it");
        await visitor.Page.GoBackAsync();

        await visitor.ReadAsync("1 letter, the newest first.");
        Assert.Equal("ADA@contoso", await visitor.Page.GetByLabel("Search", new() { Exact = true }).InputValueAsync());
        await visitor.Page.GoBackAsync();
        await visitor.ReadAsync("4 letters, the newest first.");
        Assert.Equal("", await visitor.Page.GetByLabel("Search", new() { Exact = true }).InputValueAsync());
    }

    [Fact]
    public async Task Every_filter_narrows()
    {
        var (organisation, ids) = await letters.FailAsync(2, _ => "Some.OtherException");
        var user = await letters.Host.UserAsync(organisation.Id);
        var wanted = await letters.Host.StoreAsync(FailedLetters.Command(
            organisation.Id, user, "Some.WantedException", at: TimeProvider.System.GetUtcNow().AddHours(-30), replays: 2));
        // Of another one: so that three are to be seen only when the first filters have narrowed.
        await letters.FailAsync(1);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync("/dead-letters");

        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Organisation" }).SelectOptionAsync(new SelectOptionValue { Label = organisation.Name });
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Status" }).SelectOptionAsync("waiting");
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Queue" }).SelectOptionAsync(Names.ApplyUser);
        await visitor.PressAsync("Show");
        await visitor.ReadAsync("3 letters, the newest first.");
        await visitor.Page.GetByText("More", new() { Exact = true }).ClickAsync();
        await visitor.FillAsync("Message type", "apply");
        await visitor.FillAsync("Exception", "wanted");
        await visitor.Page.GetByRole(AriaRole.Combobox, new() { Name = "Cause" }).SelectOptionAsync("fault");
        await visitor.FillAsync("Failed since (UTC)", "31h");
        await visitor.FillAsync("Failed before (UTC)", "29h");
        await visitor.FillAsync("About the user, sync error or invite", user.ToString());
        await visitor.Page.GetByLabel("Failed again after a replay").CheckAsync();
        await visitor.PressAsync("Show");

        await visitor.ReadAsync("1 letter, the newest first.");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"{wanted[0]}", Exact = true }).WaitForAsync();
        await visitor.FillAsync("Failed since (UTC)", "yesterday");
        await visitor.PressAsync("Show");
        await visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "“yesterday” is no time" }).WaitForAsync();
        await Accessibility.CheckAsync(visitor);
        await visitor.PressAsync("Reset");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"{ids[1]}", Exact = true }).WaitForAsync();
    }

    [Theory]
    [InlineData("failure", "System.TimeoutException at Blink")]
    [InlineData("queue", "apply-user")]
    [InlineData("type", "ApplyUser")]
    [InlineData("exception", "System.TimeoutException")]
    [InlineData("cause", "fault")]
    [InlineData("organisation", "Failing ")]
    [InlineData("hour", ":00Z")]
    [InlineData("day", "-")]
    public async Task From_a_group_one_goes_to_its_letters(string by, string key)
    {
        var (organisation, _) = await letters.FailAsync(3);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"By {by}", Exact = true }).ClickAsync();
        await visitor.ReadAsync("3 letters in 1 group.");
        await visitor.Page.GetByRole(AriaRole.Rowheader).GetByRole(AriaRole.Link).Filter(new() { HasText = key }).ClickAsync();

        await visitor.ReadAsync("3 letters, the newest first.");
        await visitor.ReadAsync($"Only of {by}");
        Assert.Equal(3, await visitor.Page.GetByRole(AriaRole.Rowheader).CountAsync());
    }

    [Fact]
    public async Task Groups_stay_on_the_page_until_what_is_asked_for_next_is_read()
    {
        var (organisation, _) = await letters.FailAsync(2);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation, "&by=exception"));
        await visitor.ReadAsync("2 letters in 1 group.");
        var way = visitor.Page.GetByRole(AriaRole.Link, new() { Name = "One by one", Exact = true });
        await using (var reading = await letters.HoldAsync())
        {
            await way.ClickAsync();
            await Assertions.Expect(visitor.Page).Not.ToHaveURLAsync(new Regex("by="));

            await way.ClickAsync();

            await Assertions.Expect(way).ToHaveAttributeAsync("aria-current", "page");
            await visitor.ReadAsync("2 letters in 1 group.");
        }
        await visitor.ReadAsync("2 letters, the newest first.");
        Assert.Empty(visitor.Errors);
    }

    [Theory]
    [InlineData("dead-letters")]
    [InlineData("dead-letters-grouped")]
    [InlineData("dead-letter")]
    [InlineData("runs")]
    [InlineData("run")]
    public async Task Who_may_only_look_is_offered_nothing_to_do(string page)
    {
        await using var visitor = await bench.VisitAsync(Role.Viewer, Role.Support);

        await visitor.GoAsync(ConsolePage.Of(page), bench.Data);

        await Assertions.Expect(visitor.Page.Locator("main").GetByRole(AriaRole.Button, new() { NameRegex = new("^(Replay|Discard|Export|Stop|Select)") })).ToHaveCountAsync(0);
        await Assertions.Expect(visitor.Page.Locator("main").GetByRole(AriaRole.Checkbox, new() { NameRegex = new("^Select") })).ToHaveCountAsync(0);
    }
}
