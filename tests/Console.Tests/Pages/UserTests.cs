using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class UserTests(ConsoleBench bench)
{
    [Theory]
    [InlineData("ane b", "Ane Berg")]
    [InlineData("hugo.marchetti@", "Hugo Marchetti")]
    [InlineData("c-1005", "Esra Yilmaz")]
    public async Task A_person_is_found_and_the_address_does_not_tell_who_was_searched_for(string text, string name)
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/users");
        var before = await LooksAsync();

        await visitor.FillAsync("Name, e-mail, employee id or SCIM id", text);
        await visitor.Page.Keyboard.PressAsync("Enter");

        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).WaitForAsync();
        Assert.Equal("/users", new Uri(visitor.Page.Url).PathAndQuery);
        Assert.True(await LooksAsync() > before);
        await Accessibility.CheckAsync(visitor);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_search_by_id_leads_to_the_story_of_who_was_found()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/users");
        await visitor.FillAsync("Name, e-mail, employee id or SCIM id", bench.Data.Ane.ToString());
        await visitor.PressAsync("Search");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "Ane Berg", Exact = true }).ClickAsync();

        await visitor.HeadingAsync("A user's story");

        var fields = visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Wanted and applied" });
        await Assertions.Expect(fields.Locator("tr.differs")).ToHaveCountAsync(2);
        await Assertions.Expect(fields.GetByRole(AriaRole.Row, new() { Name = "surname" })).ToContainTextAsync("Berg-Hansen");
        var versions = visitor.Page.GetByRole(AriaRole.List, new() { Name = "Versions" }).GetByRole(AriaRole.Listitem);
        await Assertions.Expect(versions).ToHaveCountAsync(3);
        await Assertions.Expect(versions.Nth(0)).ToContainTextAsync("not decided on yet");
        await Assertions.Expect(versions.Nth(1)).ToContainTextAsync("(+0.04s)");
        await Assertions.Expect(versions.Nth(1)).ToContainTextAsync("applied");
        await Assertions.Expect(Table(visitor, "Sync errors")).ToContainTextAsync("mailed");
        await Assertions.Expect(Table(visitor, "Invites")).ToContainTextAsync("alice");
        await Assertions.Expect(Table(visitor, "Dead letters")).ToContainTextAsync("System.InvalidOperationException");
    }

    [Fact]
    public async Task A_story_is_one_look_however_long_it_stays_open()
    {
        var user = await bench.Host.ScalarAsync<Guid>("SELECT scim_user_id FROM provisioning.accounts WHERE first_name = 'Jonas'");
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/users/{user}");
        await visitor.ReadAsync("The account is as it is wanted.");

        await bench.Host.ExecuteAsync($"UPDATE provisioning.accounts SET location = 'Aarhus' WHERE scim_user_id = '{user}'");

        await visitor.ReadAsync("Aarhus");
        Assert.Equal(1, await bench.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.audit_records WHERE action = 'user.viewed' AND subject = 'user:{user}' AND actor = 'night.operator'"));
    }

    [Fact]
    public async Task An_invite_is_sent_again_once_and_the_story_tells_of_it()
    {
        var account = await bench.Host.ScalarAsync<Guid>("SELECT id FROM provisioning.accounts WHERE first_name = 'Kira'");
        var user = await bench.Host.ScalarAsync<Guid>("SELECT scim_user_id FROM provisioning.accounts WHERE first_name = 'Kira'");
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/users/{user}");

        await visitor.PressAsync("Resend invite to kira.novak@contoso.example");
        await visitor.PressAsync("Send");
        await visitor.ReadAsync("An invite to kira.novak@contoso.example is on its way.");
        await Assertions.Expect(Table(visitor, "Invites")).ToContainTextAsync("night.operator");
        await visitor.PressAsync("Resend invite to kira.novak@contoso.example");
        await visitor.PressAsync("Send");

        await visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "was invited" }).WaitForAsync();
        Assert.Equal("night.operator", await bench.Host.ScalarAsync<string>($"SELECT actor FROM operations.invites WHERE account_id = '{account}'"));
    }

    [Fact]
    public async Task Who_is_not_there_is_said_in_a_sentence()
    {
        await using var visitor = await bench.VisitAsync();

        await visitor.Page.GotoAsync($"/users/{Guid.NewGuid()}");

        await visitor.ReadAsync("There is no SCIM user");
    }

    static ILocator Table(Visitor visitor, string name) => visitor.Page.GetByRole(AriaRole.Table, new() { Name = name });

    Task<long> LooksAsync() => bench.Host.ScalarAsync<long>(
        "SELECT count(*) FROM operations.audit_records WHERE action = 'people.seen' AND subject = 'users' AND actor = 'night.operator'");
}
