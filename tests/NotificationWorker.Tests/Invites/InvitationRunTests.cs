using Blink.Pipeline.Contracts;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;

namespace Blink.Pipeline.NotificationWorker.Tests.Invites;

/// <summary>One mail a press: not less, whatever fails, and not more, however often its message comes.</summary>
public sealed class InvitationRunTests : IAsyncLifetime
{
    static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;
    Guid organisation;
    Guid account;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        worker = fixture.NewInstance(("Invitation:AppUrl", "https://app.blink.example/"));
        organisation = await fixture.AddOrganisationAsync(name: "Contoso");
        account = await fixture.AddAccountAsync(organisation);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task An_invite_is_mailed_once_however_often_its_message_comes()
    {
        var invite = await PressAsync();
        Assert.Equal(0, await worker.Invites.TakeInAsync(invite, Token));
        Assert.Equal([MailOutcome.Sent], await worker.RunInvitesAsync());
        Assert.Equal(0, await worker.Invites.TakeInAsync(invite, Token));
        fixture.Clock.Advance(LongWait);
        Assert.Empty(await worker.RunInvitesAsync());

        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Equal("ane@contoso.example", Assert.Single(mail.To.Mailboxes).Address);
        Assert.Contains("https://app.blink.example/", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal([new(invite.InviteId, "sent", 1, null, "ane@contoso.example")], await fixture.InvitesAsync());
    }

    [Fact]
    public async Task Two_presses_are_two_mails()
    {
        await PressAsync();
        await PressAsync();

        Assert.Equal([MailOutcome.Sent, MailOutcome.Sent], await worker.RunInvitesAsync());

        Assert.Equal(2, fixture.Smtp.Messages.Select(mail => mail.MessageId).Distinct().Count());
        Assert.Equal(1, fixture.Smtp.Connections);
    }

    [Fact]
    public async Task Several_instances_never_send_one_invite_twice()
    {
        var other = fixture.NewInstance();
        for (var i = 0; i < 20; i++)
            await PressAsync();

        await Task.WhenAll(worker.RunInvitesAsync(), other.RunInvitesAsync(), worker.RunInvitesAsync(), other.RunInvitesAsync());

        Assert.Equal(20, fixture.Smtp.Messages.Select(mail => mail.MessageId).Distinct().Count());
        Assert.Equal(20, fixture.Smtp.Received.Count);
    }

    [Fact]
    public async Task While_the_server_refuses_for_now_the_invite_waits_and_goes_to_the_address_of_then()
    {
        await PressAsync();
        FailAt("RCPT", new("450 busy"));
        Assert.Equal([MailOutcome.Deferred], await worker.RunInvitesAsync());
        Assert.Empty(await worker.RunInvitesAsync());
        await fixture.ExecuteAsync("UPDATE provisioning.accounts SET email = 'ane.s@contoso.example'");
        fixture.Smtp.Script = _ => null;
        fixture.Clock.Advance(LongWait);

        Assert.Equal([MailOutcome.Sent], await worker.RunInvitesAsync());

        Assert.Equal("ane.s@contoso.example", Assert.Single(Assert.Single(fixture.Smtp.Messages).To.Mailboxes).Address);
    }

    [Fact]
    public async Task An_invite_that_may_have_arrived_is_sent_again_byte_for_byte()
    {
        await PressAsync();
        FailAt("MESSAGE", Answer.Drop);
        Assert.Equal([MailOutcome.Uncertain], await worker.RunInvitesAsync());
        await fixture.ExecuteAsync("UPDATE provisioning.accounts SET email = 'other@contoso.example'");
        fixture.Smtp.Script = _ => null;
        fixture.Clock.Advance(LongWait);

        Assert.Equal([MailOutcome.Sent], await worker.RunInvitesAsync());

        Assert.Equal(2, fixture.Smtp.Received.Count);
        Assert.Equal(fixture.Smtp.Received[0], fixture.Smtp.Received[1]);
    }

    [Fact]
    public async Task A_worker_that_dies_before_it_recorded_leaves_the_same_mail_to_the_next()
    {
        await PressAsync();
        var taken = await worker.Invites.TakeDueAsync(Token);
        Assert.NotNull(await worker.Invites.ComposeAsync(taken!, Token));
        var other = fixture.NewInstance();
        Assert.Empty(await other.RunInvitesAsync());
        fixture.Clock.Advance(new InvitationOptions().Lease);

        Assert.Equal([MailOutcome.Sent], await other.RunInvitesAsync());

        Assert.False(await worker.Invites.RecordDeferredAsync(taken!, "late", fixture.Clock.GetUtcNow(), Token));
        Assert.Equal("sent", Assert.Single(await fixture.InvitesAsync()).Status);
    }

    [Fact]
    public async Task A_refusal_for_good_is_kept_with_the_servers_words()
    {
        await PressAsync();
        FailAt("RCPT", new("550 no such user"));

        Assert.Equal([MailOutcome.Failed], await worker.RunInvitesAsync());

        fixture.Clock.Advance(LongWait);
        Assert.Empty(await worker.RunInvitesAsync());
        Assert.Equal(("failed", "550 no such user"), Assert.Single(await fixture.InvitesAsync()) is var invite ? (invite.Status, invite.LastError) : default);
    }

    [Theory]
    [InlineData("UPDATE provisioning.accounts SET active = false", "The account is disabled.")]
    [InlineData("UPDATE provisioning.accounts SET email = NULL", "The account has no e-mail address.")]
    [InlineData("UPDATE provisioning.accounts SET email = '  '", "The account has no e-mail address.")]
    [InlineData("UPDATE provisioning.accounts SET organisation_id = gen_random_uuid()", "The organisation has no such account.")]
    [InlineData("UPDATE provisioning.accounts SET email = E'ane\\r\\nRCPT TO:<x@evil.example>'", "The address cannot be read as an e-mail address.")]
    public async Task An_account_that_can_get_no_invite_any_more_gets_none(string change, string reason)
    {
        await PressAsync();
        await fixture.ExecuteAsync(change);

        await worker.RunInvitesAsync();

        Assert.Empty(fixture.Smtp.Received);
        Assert.Equal(("failed", reason), Assert.Single(await fixture.InvitesAsync()) is var invite ? (invite.Status, invite.LastError) : default);
    }

    [Fact]
    public async Task A_press_whose_message_was_lost_with_the_broker_is_mailed_once_all_the_same()
    {
        await GrantAsync(fixture.Clock.GetUtcNow().AddDays(-2));
        var lost = await GrantAsync(fixture.Clock.GetUtcNow());
        Assert.Equal(0, await worker.SweepAsync());
        fixture.Clock.Advance(TimeSpan.FromMinutes(11));
        var recent = await GrantAsync(fixture.Clock.GetUtcNow());

        Assert.Equal(1, await worker.SweepAsync());
        Assert.Equal(0, await worker.SweepAsync());
        Assert.Equal([MailOutcome.Sent], await worker.RunInvitesAsync());
        Assert.Equal(0, await worker.Invites.TakeInAsync(new(organisation, account, lost), Token));
        Assert.Equal(1, await worker.Invites.TakeInAsync(new(organisation, account, recent), Token));

        Assert.Single(fixture.Smtp.Received);
    }

    /// <summary>A press as Ops grants it.</summary>
    async Task<Guid> GrantAsync(DateTimeOffset pressedAt)
    {
        var id = Guid.CreateVersion7(pressedAt);
        await fixture.ExecuteAsync(
            "INSERT INTO operations.invites (id, organisation_id, account_id, actor, pressed_at) VALUES (@id, @organisation, @account, 'alice', @at)",
            ("id", id), ("organisation", organisation), ("account", account), ("at", pressedAt));
        return id;
    }

    async Task<SendInvite> PressAsync()
    {
        var invite = new SendInvite(organisation, account, Guid.CreateVersion7(fixture.Clock.GetUtcNow()));
        Assert.Equal(1, await worker.Invites.TakeInAsync(invite, Token));
        return invite;
    }

    void FailAt(string step, Answer answer) =>
        fixture.Smtp.Script = line => line.StartsWith(step, StringComparison.Ordinal) ? answer : null;
}
