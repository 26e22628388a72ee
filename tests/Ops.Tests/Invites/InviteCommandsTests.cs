using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.Invites;

public sealed class InviteCommandsTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_press_is_recorded_audited_and_waits_to_be_published_in_one_commit()
    {
        var (name, organisation) = await OrganisationAsync();
        var account = await AccountAsync(organisation, "E-17");

        var pressed = await ops.JsonAsync("invites", "resend", " e-17", "--organisation", name, "--actor", "alice");

        var listed = Assert.Single((await ops.JsonAsync("invites", "list", name)).EnumerateArray());
        foreach (var invite in new[] { pressed, listed })
        {
            Assert.Equal(account, invite.GetProperty("accountId").GetGuid());
            Assert.Equal("unpublished", invite.GetProperty("status").GetString());
            Assert.Equal("alice", invite.GetProperty("actor").GetString());
            Assert.Equal(EmailOf(account), invite.GetProperty("email").GetString());
        }
        var record = Assert.Single((await ops.JsonAsync("audit", "list", "--subject", $"account:{account}")).EnumerateArray());
        Assert.Equal(("alice", "invite.pressed"), (record.GetProperty("actor").GetString(), record.GetProperty("action").GetString()));
        Assert.Contains(EmailOf(account), await ops.TextAsync("invites", "list", name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("email")]
    [InlineData("EMAIL")]
    public async Task An_account_is_named_by_id_or_email(string by)
    {
        var (name, organisation) = await OrganisationAsync();
        var account = await AccountAsync(organisation);
        var typed = by switch { "id" => account.ToString(), "email" => EmailOf(account), _ => EmailOf(account).ToUpperInvariant() };

        Assert.Equal(account, (await ops.JsonAsync("invites", "resend", typed, "--organisation", name)).GetProperty("accountId").GetGuid());
    }

    [Fact]
    public async Task Another_organisations_account_is_none()
    {
        var (name, _) = await OrganisationAsync();
        var elsewhere = await AccountAsync((await OrganisationAsync()).Id);

        Assert.Contains("has no account", await ops.ErrorAsync("invites", "resend", elsewhere.ToString(), "--organisation", name), StringComparison.Ordinal);
        Assert.Empty((await ops.JsonAsync("invites", "list", name)).EnumerateArray());
    }

    [Fact]
    public async Task A_second_press_within_the_minute_sends_nothing_and_says_who_was_first()
    {
        var (name, organisation) = await OrganisationAsync();
        var account = await AccountAsync(organisation);
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        var button = Button(clock);
        await button.PressAsync(Organisation(organisation, name), account.ToString(), "alice", Token);
        clock.Advance(TimeSpan.FromSeconds(20));

        var refusal = await Assert.ThrowsAsync<OpsException>(() => button.PressAsync(Organisation(organisation, name), account.ToString(), "bob", Token));

        Assert.Contains("was invited 20 s ago by alice; nothing was sent. Press again in 40 s", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await WaitingAsync(account));
        clock.Advance(TimeSpan.FromSeconds(40));
        await button.PressAsync(Organisation(organisation, name), account.ToString(), "bob", Token);
        Assert.Equal(2L, await WaitingAsync(account));
    }

    [Fact]
    public async Task Of_many_operators_who_press_at_once_one_is_heard()
    {
        var (name, organisation) = await OrganisationAsync();
        var account = await AccountAsync(organisation);

        var presses = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => ops.RunAsync("invites", "resend", account.ToString(), "--organisation", name, "--actor", $"operator{i}")));

        Assert.Single(presses, press => press.Code == 0);
        Assert.All(presses.Where(press => press.Code != 0), press => Assert.Contains("nothing was sent", press.Error, StringComparison.Ordinal));
        Assert.Equal(1L, await WaitingAsync(account));
    }

    [Fact]
    public async Task Serve_publishes_what_was_pressed_before_it_ran()
    {
        await using var own = new OpsServers();
        await own.InitializeAsync();
        var organisation = (await own.JsonAsync("organisations", "create", "Serving", "--tier", "enterprise")).GetProperty("id").GetGuid();
        var account = await AccountAsync(organisation, servers: own);
        var pressed = (await own.JsonAsync("invites", "resend", account.ToString(), "--organisation", "Serving")).GetProperty("id").GetGuid();
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["ConnectionStrings:Postgres"] = own.Database.ConnectionString;
        builder.Configuration["RabbitMq:Uri"] = own.Broker.Uri.OriginalString;
        await using var serve = ServeCommand.Build(builder);

        await serve.StartAsync(Token);

        await Eventually.HoldsAsync(async () => Assert.Equal("published", (await own.JsonAsync("invites", "list"))[0].GetProperty("status").GetString()));
        var message = await own.Broker.GetAsync(Names.SendInvite);
        Assert.Equal(
            new SendInvite(organisation, account, pressed), JsonSerializer.Deserialize<SendInvite>(message!.Body.Span, JsonSerializerOptions.Web));
        Assert.Equal(3, JsonDocument.Parse(message.Body).RootElement.EnumerateObject().Count());
        await serve.StopAsync(Token);
    }

    [Fact]
    public async Task What_became_of_the_mail_is_listed()
    {
        var (name, organisation) = await OrganisationAsync();
        var account = await AccountAsync(organisation);
        var pressed = (await ops.JsonAsync("invites", "resend", account.ToString(), "--organisation", name)).GetProperty("id").GetGuid();
        Assert.Empty((await ops.JsonAsync("invites", "list", name, "--failed")).EnumerateArray());
        await ops.ExecuteAsync($"""
            INSERT INTO notification.invitations (
                invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at, attempts, last_error, recipient, message_id, finished_at)
            VALUES ('{pressed}', '{organisation}', '{account}', 'failed', now(), now(), 3, '550 no such user', 'old@contoso.test', 'm', now())
            """);

        var failed = Assert.Single((await ops.JsonAsync("invites", "list", name, "--failed")).EnumerateArray());

        Assert.Equal(
            ("failed", 3, "550 no such user", "old@contoso.test"),
            (failed.GetProperty("status").GetString(), failed.GetProperty("attempts").GetInt32(), failed.GetProperty("lastError").GetString(), failed.GetProperty("email").GetString()));
    }

    ResendInvite Button(TimeProvider clock) => new(
        ops.Database.DataSource, new AuditLog(ops.Database.DataSource, clock), Options.Create(new InviteOptions()), clock);

    static Organisation Organisation(Guid id, string name) => new(id, name, "enterprise", null, "GB", default);

    async Task<(string Name, Guid Id)> OrganisationAsync()
    {
        var name = $"Inviting {Guid.NewGuid():N}";
        return (name, (await ops.JsonAsync("organisations", "create", name, "--tier", "enterprise")).GetProperty("id").GetGuid());
    }

    async Task<Guid> AccountAsync(Guid organisation, string employeeId = "", OpsServers? servers = null)
    {
        var id = Guid.NewGuid();
        await (servers ?? ops).ExecuteAsync($"""
            INSERT INTO provisioning.accounts (id, organisation_id, active, first_name, email, employee_id, created_at, updated_at)
            VALUES ('{id}', '{organisation}', true, 'Ane', '{EmailOf(id)}', nullif('{employeeId}', ''), now(), now())
            """);
        return id;
    }

    static string EmailOf(Guid account) => $"a{account:N}@contoso.test";

    Task<long> WaitingAsync(Guid account) => ops.ScalarAsync<long>($"SELECT count(*) FROM operations.outbox WHERE account_id = '{account}'");
}
