using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Blink.Pipeline.Testing;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

/// <summary>Whatever a real SMTP server (aiosmtpd) does: no error is lost, and no digest differs between two sends.</summary>
public sealed class RealSmtpTests : IAsyncLifetime
{
    static readonly TimeSpan LongWait = TimeSpan.FromHours(1);

    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;
    TestMail mail = null!;
    Guid organisation;
    Guid first;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        mail = await TestMail.CreateAsync();
        worker = fixture.NewInstance(("Smtp:Port", $"{mail.Port}"));
        organisation = await fixture.AddOrganisationAsync();
        first = await RaiseAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await mail.DisposeAsync();
        await fixture.DisposeAsync();
    }

    [Theory]
    [InlineData("RCPT", "421 4.3.2 Closing", MailOutcome.Deferred)]
    [InlineData("RCPT", "450 4.2.1 Mailbox busy", MailOutcome.Deferred)]
    [InlineData("RCPT", "hang", MailOutcome.Uncertain)]
    [InlineData("DATA", "451 4.3.0 Not now", MailOutcome.Deferred)]
    [InlineData("DATA", "hang", MailOutcome.Uncertain)]
    [InlineData("DATA", "drop", MailOutcome.Uncertain)]
    public async Task A_fault_for_a_while_delays_the_mail_and_nothing_else(string step, string fault, object outcome)
    {
        mail.FailAt(step, fault);
        Assert.Equal([(MailOutcome)outcome], await worker.RunOnceAsync());
        var second = await RaiseAsync();
        Assert.Equal([(MailOutcome)outcome], await worker.RunOnceAsync());
        mail.FailNoMore();

        await RunToTheEndAsync();

        await EachIsToldOnceAsync(first, second);
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_gets_the_mail_then()
    {
        await mail.KillAsync();
        Assert.Equal([MailOutcome.Deferred], await worker.RunOnceAsync());
        var second = await RaiseAsync();
        await mail.StartAsync();

        await RunToTheEndAsync();

        await EachIsToldOnceAsync(first, second);
    }

    [Fact]
    public async Task A_server_that_is_killed_after_it_took_the_mail_gets_the_same_again()
    {
        mail.FailAt("DATA", "hang");
        var sending = worker.RunOnceAsync();
        await Eventually.HoldsAsync(async () => Assert.Single(await mail.MessagesAsync()));
        await mail.KillAsync();
        Assert.Equal([MailOutcome.Uncertain], await sending);
        var second = await RaiseAsync();
        mail.FailNoMore();
        await mail.StartAsync();

        await RunToTheEndAsync();

        Assert.Equal(3, (await mail.MessagesAsync()).Count);
        await EachIsToldOnceAsync(first, second);
    }

    [Fact]
    public async Task What_is_refused_for_good_is_kept_until_an_operator_asks_for_it_again()
    {
        mail.FailAt("RCPT", "550 5.1.1 No such mailbox");
        Assert.Equal([MailOutcome.Failed], await worker.RunOnceAsync());
        mail.FailNoMore();
        fixture.Clock.Advance(LongWait);
        Assert.Empty(await worker.RunOnceAsync());
        Assert.Equal(("failed", "550 5.1.1 No such mailbox"), Assert.Single(await fixture.OverviewAsync()) is var failed ? (failed.Status, failed.LastError) : default);

        // As 'ops digests retry' does; the address is the same, and no interval has to pass.
        await fixture.ExecuteAsync("INSERT INTO operations.digest_retries SELECT digest_id, opened_at FROM notification.digest_overview");
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());

        Assert.Equal(["sent", "superseded"], (await fixture.OverviewAsync()).Select(digest => digest.Status).Order());
        await EachIsToldOnceAsync(first);
    }

    async Task<Guid> RaiseAsync()
    {
        var error = await fixture.RaiseAsync(organisation);
        await worker.SweepAsync();
        await worker.Digests.PrepareAsync(TestContext.Current.CancellationToken);
        fixture.Clock.Advance(LongWait);
        return error;
    }

    async Task RunToTheEndAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await worker.RunOnceAsync();
            fixture.Clock.Advance(LongWait);
        }
    }

    async Task EachIsToldOnceAsync(params Guid[] errors)
    {
        var mails = (await mail.MessagesAsync()).GroupBy(message => message.MessageId).ToList();
        Assert.All(mails, copies => Assert.Single(copies.Select(Whole).Distinct()));
        foreach (var error in errors)
        {
            Assert.Single(mails, copies => Mails.CsvOf(copies.First()).Contains(NotificationFixture.UserNameOf(error), StringComparison.Ordinal));
            Assert.Equal("mailed", await fixture.MailingOfAsync(error));
        }
    }

    static string Whole(MimeMessage message) => message.ToString();
}
