using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class ErrorTests(ConsoleBench bench)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Errors_are_narrowed_by_what_they_are()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("errors"), bench.Data);
        var rows = visitor.Page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(4);

        await visitor.Page.GetByLabel("Severity").SelectOptionAsync("warning");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("Phone number not recognised");
        await visitor.Page.GetByLabel("Severity").SelectOptionAsync("");
        await visitor.Page.GetByLabel("State").SelectOptionAsync("resolved");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("Ane Berg");
        await visitor.FillAsync("Raised to (UTC)", "2020-01-01");
        await visitor.Page.Keyboard.PressAsync("Tab");

        await visitor.ReadAsync("No errors fit.");
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_link_says_which_errors_and_they_are_exported_as_such()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/errors?organisation={bench.Data.Contoso.Id}&reason=email_in_use");
        await Assertions.Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(1);

        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync("Export CSV"));

        Assert.Matches(@"^sync-errors-\d{8}-\d{6}\.csv$", download.SuggestedFilename);
        var lines = await File.ReadAllLinesAsync((await download.PathAsync())!, Token);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("organisation,user_name,", lines[0], StringComparison.Ordinal);
        Assert.Contains("Contoso Retail,bo.lund@contoso.example,", lines[1], StringComparison.Ordinal);
        Assert.Equal(1, await bench.Host.ScalarAsync<long>($"""
            SELECT count(*)
            FROM operations.audit_records
            WHERE action = 'sync-errors.exported' AND actor = 'night.operator' AND subject = 'organisation:{bench.Data.Contoso.Id}'
            """));
    }

    [Fact]
    public async Task An_export_without_its_form_is_refused()
    {
        using var client = bench.Host.Client();
        client.DefaultRequestHeaders.Add("Cookie", await bench.Host.CookieAsync(Ops.Access.Role.Support));
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("filter", "{}")]);

        using var answer = await client.PostAsync("/errors/export", form, Token);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
