using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Organisations;
using Microsoft.Playwright;
using Npgsql;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class OrganisationTests(ConsoleBench bench)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_organisation_is_created_and_edited()
    {
        var name = $"Created {Guid.NewGuid()}";
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/organisations");

        await visitor.PressAsync("New organisation");
        await visitor.FillAsync("Name", name);
        await visitor.FillAsync("Digests to", "it@new.example");
        await Accessibility.CheckAsync(visitor);
        await visitor.PressAsync("Create");
        await visitor.ReadAsync($"{name} is created.");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
        await visitor.HeadingAsync(name);
        await visitor.PressAsync("Edit");
        await visitor.Page.GetByLabel("Tier").SelectOptionAsync("business");
        await visitor.FillAsync("Digests to", "");
        await visitor.PressAsync("Save");
        await visitor.ReadAsync($"{name} is saved.");

        var organisation = await bench.Host.Use<OrganisationStore>().FindAsync(name, Token);
        Assert.Equal(("business", null, "GB"), (organisation.Tier, organisation.NotificationEmail, organisation.Region));
        Assert.Equal(2, await AuditedAsync($"organisation:{organisation.Id}"));
    }

    [Fact]
    public async Task What_is_wrong_is_said_in_the_dialog_which_stays_open()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/organisations");

        await visitor.PressAsync("New organisation");
        await visitor.FillAsync("Name", bench.Data.Contoso.Name);
        await visitor.PressAsync("Create");

        await visitor.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "There is already an organisation named" }).WaitForAsync();
        Assert.Equal(bench.Data.Contoso.Name, await visitor.Page.GetByLabel("Name", new() { Exact = true }).InputValueAsync());
        await Accessibility.CheckAsync(visitor);
    }

    [Fact]
    public async Task What_somebody_else_changes_while_it_is_edited_stays()
    {
        var organisation = await CreateAsync();
        var store = bench.Host.Use<OrganisationStore>();
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/organisations/{organisation.Id}");

        await visitor.PressAsync("Edit");
        await visitor.Page.GetByLabel("Tier").SelectOptionAsync("business");
        await store.SetAsync(organisation.Name, new(null, "it@meanwhile.example", null), "somebody.else", Token);
        await visitor.PressAsync("Save");
        await visitor.ReadAsync($"{organisation.Name} is saved.");

        var saved = await store.FindAsync(organisation.Name, Token);
        Assert.Equal(("business", "it@meanwhile.example"), (saved.Tier, saved.NotificationEmail));
    }

    [Fact]
    public async Task A_key_pressed_by_habit_takes_no_token_away()
    {
        var organisation = await CreateAsync();
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/organisations/{organisation.Id}");
        await visitor.PressAsync("Issue a token");
        await visitor.FillAsync("What it is for", "Entra");

        // Holds the work up: whoever issues a token needs the organisation to stay.
        await using (var connection = await bench.Host.Database.DataSource.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await using var locking = new NpgsqlCommand($"SELECT FROM operations.organisations WHERE id = '{organisation.Id}' FOR UPDATE", connection);
            await locking.ExecuteNonQueryAsync(Token);
            await visitor.PressAsync("Issue");
            await visitor.ReadAsync("Working…");
            await visitor.Page.GetByLabel("What it is for").PressAsync("Escape");
            await transaction.RollbackAsync(Token);
        }
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Copy" })).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Escape");
        await visitor.PressAsync("Copy");
        await visitor.ReadAsync("Copied.");
        await visitor.PressAsync("Close");

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_token_is_shown_once_copied_and_revoked()
    {
        var organisation = await CreateAsync();
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/organisations/{organisation.Id}");

        await visitor.PressAsync("Issue a token");
        await visitor.FillAsync("What it is for", "Entra");
        await visitor.PressAsync("Issue");
        var token = await visitor.Page.Locator(".secret").InnerTextAsync();
        await visitor.PressAsync("Copy");
        await visitor.ReadAsync("Copied.");
        await Accessibility.CheckAsync(visitor);
        await visitor.PressAsync("Close");

        Assert.StartsWith("blink_scim_", token, StringComparison.Ordinal);
        Assert.Equal(token, await visitor.Page.EvaluateAsync<string>("navigator.clipboard.readText()"));
        await Assertions.Expect(visitor.Page.GetByText(token)).ToHaveCountAsync(0);
        await visitor.PressAsync("Revoke Entra");
        await Accessibility.CheckAsync(visitor);
        await visitor.PressAsync("Revoke");
        await visitor.ReadAsync("Entra is revoked.");
        var kept = Assert.Single(await bench.Host.Use<TokenStore>().ListAsync(organisation.Id, Token));
        Assert.Equal("revoked", kept.State);
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_token_that_takes_the_place_of_another_leaves_it_a_week()
    {
        var organisation = await CreateAsync();
        var before = await bench.Host.Use<TokenStore>().IssueAsync(organisation, "Entra", TimeSpan.FromDays(300), "test", Token);
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/organisations/{organisation.Id}");

        await visitor.PressAsync("Rotate the token");
        await visitor.ReadAsync("accepted for 7 days more");
        await visitor.FillAsync("What it is for", "Entra, next");
        await visitor.PressAsync("Rotate");
        await visitor.Page.Locator(".secret").WaitForAsync();
        await visitor.PressAsync("Close");

        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "SCIM tokens" }).Locator("tbody tr")).ToHaveCountAsync(2);
        var tokens = await bench.Host.Use<TokenStore>().ListAsync(organisation.Id, Token);
        Assert.All(tokens, token => Assert.Equal("active", token.State));
        Assert.True(tokens.Single(token => token.Id == before.Id).ExpiresAt < before.ExpiresAt);
        Assert.Equal(1, await bench.Host.ScalarAsync<long>("SELECT count(*) FROM operations.audit_records WHERE action = 'token.rotated' AND actor = 'night.operator'"));
    }

    [Fact]
    public async Task Organisations_are_found_by_name_and_those_with_alerts_come_first()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync("/organisations?order=alerts");
        var rows = visitor.Page.Locator("tbody tr");
        await Assertions.Expect(rows.First).ToContainTextAsync(bench.Data.Contoso.Name);
        await Assertions.Expect(rows.First).ToContainTextAsync("quarantine near");

        await visitor.FillAsync("Name, address or id holds", "northwind");
        await visitor.PressAsync("Search");

        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await Assertions.Expect(rows).ToContainTextAsync("Northwind Traders");
    }

    [Fact]
    public async Task An_organisation_tells_of_its_calls_progress_errors_and_alerts()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("organisation"), bench.Data);

        await visitor.ReadAsync("every 40m 0s");
        await visitor.ReadAsync("3 rejected");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Table, new() { Name = "Alerts" })).ToContainTextAsync("So much is refused that Entra may stop");
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = "E-mail address used twice" }).ClickAsync();

        await visitor.HeadingAsync("Sync errors");
        await Assertions.Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_is_asked_first_is_not_done_when_it_is_not_confirmed()
    {
        var organisation = await CreateAsync();
        await bench.Host.Use<TokenStore>().IssueAsync(organisation, "Entra", TimeSpan.FromDays(1), "test", Token);
        await using var visitor = await bench.VisitAsync();
        await visitor.Page.GotoAsync($"/organisations/{organisation.Id}");

        await visitor.PressAsync("Revoke Entra");
        await visitor.ReadAsync("it cannot be brought back");
        await Assertions.Expect(visitor.Page.Locator("[role=dialog] :focus")).ToHaveCountAsync(1);
        await visitor.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(visitor.Page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);

        Assert.Equal("active", Assert.Single(await bench.Host.Use<TokenStore>().ListAsync(organisation.Id, Token)).State);
    }

    [Theory]
    [InlineData(nameof(Role.Viewer), 0)]
    [InlineData(nameof(Role.Operator), 0)]
    [InlineData(nameof(Role.Support), 4)]
    public async Task Only_support_is_offered_to_change_anything(string role, int expected)
    {
        await using var visitor = await bench.VisitAsync(Enum.Parse<Role>(role));

        await visitor.GoAsync(ConsolePage.Of("organisation"), bench.Data);

        await Assertions.Expect(visitor.Page.Locator("main").GetByRole(AriaRole.Button)).ToHaveCountAsync(expected);
    }

    Task<Organisation> CreateAsync() => bench.Host.Use<OrganisationStore>().CreateAsync(
        new(default, $"Made {Guid.NewGuid()}", Organisation.Enterprise, null, "GB", default), "test", Token);

    Task<long> AuditedAsync(string subject) => bench.Host.ScalarAsync<long>(
        $"SELECT count(*) FROM operations.audit_records WHERE subject = '{subject}' AND actor = 'night.operator'");
}
