using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

/// <summary>Whatever the SMTP server does, no error is lost, and no two sends of a digest that may have arrived differ.</summary>
public sealed class DigestFailureTests : IAsyncLifetime
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(20);

    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;
    Guid organisation;
    Guid error;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        worker = fixture.NewInstance();
        organisation = await fixture.AddOrganisationAsync();
        error = await fixture.RaiseAsync(organisation);
        await worker.SweepAsync();
        await worker.RunOnceAsync();
        fixture.Clock.Advance(Window);
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Theory]
    [InlineData("CONNECT", "421 too busy")]
    [InlineData("CONNECT", "554 no service here")]
    [InlineData("MAIL", "451 try later")]
    [InlineData("MAIL", "530 authenticate first")]
    [InlineData("RCPT", "450 mailbox busy")]
    [InlineData("DATA", "451 not now")]
    [InlineData("MESSAGE", "452 disk full")]
    public async Task A_refusal_for_now_delays_the_digest_and_it_then_tells_what_is_true_by_then(string step, string reply)
    {
        FailAt(step, new Answer(reply));
        Assert.Equal([MailOutcome.Deferred], await worker.RunOnceAsync());
        Assert.Equal([("pending", 1)], (await fixture.OverviewAsync()).Select(digest => (digest.Status, digest.Attempts)));
        Assert.Equal("waiting", await fixture.MailingOfAsync(error));
        var later = await fixture.RaiseAsync(organisation);
        await fixture.ResolveAsync(error);

        fixture.Smtp.Script = _ => null;
        Assert.Empty(await worker.RunOnceAsync());
        fixture.Clock.Advance(LongestWait);
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());

        var text = fixture.Smtp.Messages[^1].TextBody;
        Assert.Contains(NotificationFixture.UserNameOf(later), text, StringComparison.Ordinal);
        Assert.DoesNotContain(NotificationFixture.UserNameOf(error), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_the_server_is_away_the_waits_grow_and_nothing_is_lost()
    {
        fixture.Smtp.Script = step => step == "CONNECT" ? Answer.Drop : null;
        var waits = new List<TimeSpan>();
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            Assert.Equal([MailOutcome.Deferred], await worker.RunOnceAsync());
            waits.Add(await WaitAsync());
            fixture.Clock.Advance(waits[^1]);
        }
        Assert.Equal(waits.Order(), waits);

        fixture.Smtp.Script = _ => null;
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());
        Assert.Equal("mailed", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task One_refused_recipient_delays_no_other_organisation()
    {
        fixture.Smtp.Script = step => step.StartsWith("RCPT TO:<it@contoso", StringComparison.Ordinal) ? new("450 busy") : null;
        await fixture.RaiseAsync(await fixture.AddOrganisationAsync("it@fabrikam.example"));
        await worker.SweepAsync();
        await worker.RunOnceAsync();
        fixture.Clock.Advance(LongestWait);

        Assert.Equal([MailOutcome.Deferred, MailOutcome.Sent], (await worker.RunOnceAsync()).Order().Reverse());

        Assert.Equal("it@fabrikam.example", Assert.Single(fixture.Smtp.Messages).To.Mailboxes.Single().Address);
    }

    [Theory]
    [InlineData("RCPT", "550 no such user")]
    [InlineData("MESSAGE", "554 looks like spam")]
    public async Task A_refusal_for_good_is_kept_with_the_servers_words_and_not_tried_again(string step, string reply)
    {
        FailAt(step, new Answer(reply));
        Assert.Equal([MailOutcome.Failed], await worker.RunOnceAsync());
        fixture.Smtp.Script = _ => null;
        fixture.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Empty(await worker.RunOnceAsync());

        Assert.Equal([("failed", reply)], (await fixture.OverviewAsync()).Select(digest => (digest.Status, digest.LastError)));
        Assert.Equal("failed", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task Once_the_address_is_corrected_what_was_refused_goes_out()
    {
        FailAt("RCPT", new Answer("550 no such user"));
        await worker.RunOnceAsync();
        fixture.Smtp.Script = _ => null;

        await fixture.SetAddressAsync(organisation, "helpdesk@contoso.example");
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());

        Assert.Equal("helpdesk@contoso.example", Assert.Single(fixture.Smtp.Messages).To.Mailboxes.Single().Address);
        Assert.Equal("mailed", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task An_address_that_cannot_be_read_fails_without_asking_the_server()
    {
        await fixture.SetAddressAsync(organisation, "it@contoso.example\r\nBcc: everybody@evil.example");

        Assert.Equal([MailOutcome.Failed], await worker.RunOnceAsync());

        Assert.Empty(fixture.Smtp.Received);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_mail_whose_arrival_is_unknown_is_sent_again_byte_for_byte(bool hangs)
    {
        FailAt("MESSAGE", hangs ? Answer.Hang : Answer.Drop);
        Assert.Equal([MailOutcome.Uncertain], await worker.RunOnceAsync());
        Assert.Equal("sending", Assert.Single(await fixture.OverviewAsync()).Status);
        await fixture.RaiseAsync(organisation);
        await fixture.ResolveAsync(error);
        await worker.SweepAsync();

        // That the server cannot be reached in between changes nothing: the first mail may have arrived.
        fixture.Smtp.Script = step => step == "CONNECT" ? Answer.Drop : null;
        fixture.Clock.Advance(LongestWait);
        Assert.Equal([MailOutcome.Uncertain], await worker.RunOnceAsync());
        fixture.Smtp.Script = _ => null;
        fixture.Clock.Advance(LongestWait);
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());

        Assert.Equal(2, fixture.Smtp.Received.Count);
        Assert.Equal(fixture.Smtp.Received[0], fixture.Smtp.Received[1]);
    }

    [Fact]
    public async Task A_crash_between_sending_and_recording_sends_the_same_mail_again_and_nothing_else()
    {
        var taken = await worker.Digests.TakeDueAsync(Token);
        var bytes = await worker.Contents.ComposeAsync(taken!, Token);
        await using (var session = worker.Sender.Open())
        {
            using var message = MimeKit.MimeMessage.Load(new MemoryStream(bytes!), Token);
            Assert.Null(await session.ConnectAsync(Token));
            Assert.Null(await session.SendAsync(message, Token));
        }
        // Here the process dies. Another one comes, and the lease keeps it away until the first is surely gone.
        var other = fixture.NewInstance();
        await fixture.RaiseAsync(organisation);
        await other.SweepAsync();
        Assert.Empty(await other.RunOnceAsync());
        fixture.Clock.Advance(new DigestOptions().Lease);
        Assert.Equal([MailOutcome.Sent], await other.RunOnceAsync());

        Assert.Equal(2, fixture.Smtp.Received.Count);
        Assert.Equal(fixture.Smtp.Received[0], fixture.Smtp.Received[1]);
        Assert.Equal((await fixture.OverviewAsync())[0].MessageId, fixture.Smtp.Messages[1].MessageId);
    }

    [Fact]
    public async Task A_crash_before_sending_leaves_everything_untold()
    {
        Assert.NotNull(await worker.Digests.TakeDueAsync(Token));

        fixture.Clock.Advance(new DigestOptions().Lease);
        Assert.Equal([MailOutcome.Sent], await fixture.NewInstance().RunOnceAsync());

        Assert.Equal("mailed", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_records_nothing_over_its_successor()
    {
        var slow = await worker.Digests.TakeDueAsync(Token);
        await worker.Contents.ComposeAsync(slow!, Token);
        fixture.Clock.Advance(new DigestOptions().Lease);
        Assert.Equal([MailOutcome.Sent], await fixture.NewInstance().RunOnceAsync());

        Assert.False(await worker.Digests.RecordDeferredAsync(slow!, "late", fixture.Clock.GetUtcNow(), Token));

        Assert.Equal("sent", Assert.Single(await fixture.OverviewAsync()).Status);
        Assert.Equal("mailed", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task Wrong_credentials_delay_the_digest()
    {
        var authenticating = fixture.NewInstance(("Smtp:User", "blink"), ("Smtp:Password", "wrong"));
        FailAt("AUTH", new Answer("535 wrong password"));
        Assert.Equal([MailOutcome.Deferred], await authenticating.RunOnceAsync());

        fixture.Smtp.Script = _ => null;
        fixture.Clock.Advance(LongestWait);
        Assert.Equal([MailOutcome.Sent], await authenticating.RunOnceAsync());
    }

    void FailAt(string step, Answer answer) =>
        fixture.Smtp.Script = line => line.StartsWith(step, StringComparison.Ordinal) ? answer : null;

    async Task<TimeSpan> WaitAsync()
    {
        await using var command = fixture.Database.DataSource.CreateCommand("SELECT next_attempt_at FROM notification.digests");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(Token))!) - fixture.Clock.GetUtcNow();
    }
}
