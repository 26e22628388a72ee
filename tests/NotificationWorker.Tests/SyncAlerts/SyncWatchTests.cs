using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Blink.Pipeline.Platform.Database;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.SyncAlerts;

/// <summary>What is wrong with a synchronisation itself is told once an occurrence, whatever fails on the way.</summary>
public sealed class SyncWatchTests : IAsyncLifetime
{
    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;
    Guid organisation;
    Guid token;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        worker = fixture.NewInstance();
        organisation = await fixture.AddOrganisationAsync();
        token = await IssueAsync(TimeSpan.FromDays(365));
        await BeThereAsync(since: TimeSpan.FromDays(9));
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_silence_is_told_once_and_again_only_after_entra_called_in_between()
    {
        await CallAsync();
        Assert.Empty(await RunAfterAsync(TimeSpan.FromMinutes(119)));

        Assert.Equal([MailOutcome.Sent], await RunAfterAsync(TimeSpan.FromMinutes(2)));
        Assert.Empty(await RunAfterAsync(TimeSpan.FromDays(3)));
        foreach (var _ in Enumerable.Range(0, 40))
        {
            await CallAsync();
            Assert.Empty(await RunAfterAsync(TimeSpan.FromMinutes(40)));
        }
        Assert.Equal([MailOutcome.Sent], await RunAfterAsync(TimeSpan.FromMinutes(81)));

        Assert.Equal(["silent sent closed", "silent sent open"], await AlertsAsync());
        var mails = fixture.Smtp.Messages;
        Assert.Equal(2, mails.Select(mail => mail.MessageId).Distinct().Count());
        Assert.All(mails, mail => Assert.Contains("stopped synchronising", mail.Subject, StringComparison.Ordinal));
        Assert.Contains("last called Blink on 21 August 2026 at 09:30 UTC", mails[0].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_synchronisation_in_quarantine_that_calls_once_a_day_is_one_silence()
    {
        await CallAsync();
        Assert.Equal([MailOutcome.Sent], await RunAfterAsync(TimeSpan.FromHours(3)));
        foreach (var _ in Enumerable.Range(0, 7))
        {
            await CallAsync();
            Assert.Empty(await RunAfterAsync(TimeSpan.FromMinutes(1)));
            Assert.Equal(["silent sent closed"], await AlertsAsync());
            Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(24)));
            Assert.Equal(["silent sent open"], await AlertsAsync());
        }
    }

    [Fact]
    public async Task A_silence_that_was_over_before_it_was_told_is_told_of_its_new_beginning()
    {
        await fixture.SetAddressAsync(organisation, null);
        await CallAsync();
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(3)));
        await CallAsync();
        Assert.Empty(await RunAfterAsync(TimeSpan.FromMinutes(1)));
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(3)));
        await fixture.SetAddressAsync(organisation, "it@contoso.example");

        Assert.Equal([MailOutcome.Sent], await RunAsync());

        Assert.Contains("last called Blink on 21 August 2026 at 12:30 UTC", Assert.Single(fixture.Smtp.Messages).TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_is_readable_by_people_and_machines_and_joins_the_digests_thread()
    {
        await fixture.ExecuteAsync("UPDATE operations.organisations SET name = @name WHERE id = @id", ("id", organisation), ("name", "Ev<il> & Söhne\r\nBcc: x@evil.example"));
        await CallAsync();
        await RunAfterAsync(TimeSpan.FromHours(3));

        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.Equal("it@contoso.example", Assert.Single(mail.To.Mailboxes).Address);
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Matches("^alert-[0-9a-f]{32}@blink.example$", mail.MessageId);
        Assert.Equal($"digests-{organisation:N}@blink.example", Assert.Single(mail.References));
        Assert.Contains("Ev&lt;il&gt; &amp; S", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<il>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("Ev<il> & Söhne", mail.TextBody, StringComparison.Ordinal);
        Assert.Null(mail.Headers["Bcc"]);
        Assert.Contains("prefers-color-scheme: dark", mail.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_s_expiry_is_told_three_times_and_stays_flagged_until_it_is_replaced()
    {
        var ends = fixture.Clock.GetUtcNow().AddDays(365);
        foreach (var (days, expected) in (IEnumerable<(double, MailOutcome[])>)[(31, []), (30, [MailOutcome.Sent]), (8, []), (7, [MailOutcome.Sent]), (1, [MailOutcome.Sent]), (0.5, []), (-2, [])])
        {
            fixture.Clock.SetUtcNow(ends.AddDays(-days));
            Assert.Equal(expected, await RunAsync());
        }
        Assert.Equal(["token_expires 30 sent closed", "token_expires 7 sent closed", "token_expires 1 sent open"], await AlertsAsync());
        Assert.All(fixture.Smtp.Messages, mail => Assert.Contains("expires on 21 August 2027", mail.Subject, StringComparison.Ordinal));

        await IssueAsync(TimeSpan.FromDays(365));
        Assert.Empty(await RunAsync());

        Assert.DoesNotContain(await AlertsAsync(), alert => alert.EndsWith("open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_newer_token_makes_the_old_one_s_expiry_uninteresting_once_entra_uses_it_and_one_that_is_revoked_does_not()
    {
        await CallAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(330));
        await CallAsync();
        var newer = await IssueAsync(TimeSpan.FromDays(365));
        fixture.Clock.Advance(TimeSpan.FromDays(6));
        await CallAsync();
        Assert.Equal([MailOutcome.Sent], await RunAsync());
        Assert.Equal(["token_expires 30 sent open"], await AlertsAsync());
        await CallAsync(newer);
        fixture.Clock.Advance(TimeSpan.FromMinutes(1));
        await CallAsync(newer);
        Assert.Empty(await RunAsync());
        Assert.Equal(["token_expires 30 sent closed"], await AlertsAsync());

        await fixture.ExecuteAsync("UPDATE operations.scim_tokens SET revoked_at = @now WHERE id = @id", ("id", newer), ("now", fixture.Clock.GetUtcNow()));
        Assert.Empty(await RunAsync());

        Assert.Equal(["token_expires 30 sent open"], await AlertsAsync());
    }

    [Fact]
    public async Task A_quarantine_that_is_near_is_told_with_its_counts_and_again_after_it_was_far()
    {
        await AnswerAsync(6_000, clientErrors: 2_990, serverErrors: 10);
        Assert.Equal([MailOutcome.Sent], await RunAsync());
        Assert.Contains("3,000 of 6,000 changes failed: 2,990 were refused as they were sent, 10 met a fault of Blink", Assert.Single(fixture.Smtp.Messages).TextBody, StringComparison.Ordinal);
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(23)));
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(2)));

        await AnswerAsync(3_000, clientErrors: 3_000);
        Assert.Equal([MailOutcome.Sent], await RunAsync());

        Assert.Equal(["quarantine_near sent closed", "quarantine_near sent open"], await AlertsAsync());
    }

    [Fact]
    public async Task While_no_ingress_is_there_nobody_is_called_silent()
    {
        await CallAsync();
        fixture.Clock.Advance(TimeSpan.FromHours(5));
        Assert.Empty(await RunAsync());

        await BeThereAsync(since: TimeSpan.FromMinutes(1));
        Assert.Empty(await RunAsync());
        fixture.Clock.Advance(TimeSpan.FromMinutes(121));
        await BeThereAsync(since: TimeSpan.FromMinutes(122));
        Assert.Equal([MailOutcome.Sent], await RunAsync());
    }

    [Fact]
    public async Task A_downgraded_organisation_is_not_told_and_its_alerts_are_over()
    {
        await CallAsync();
        await fixture.SetAddressAsync(organisation, null);
        await RunAfterAsync(TimeSpan.FromHours(3));
        Assert.Equal(["silent unaddressed open"], await AlertsAsync());

        await fixture.ExecuteAsync("UPDATE operations.organisations SET tier = 'business', notification_email = 'it@contoso.example' WHERE id = @id", ("id", organisation));
        Assert.Empty(await RunAsync());

        Assert.Equal(["silent left_out closed"], await AlertsAsync());
        Assert.Empty(fixture.Smtp.Received);
    }

    [Fact]
    public async Task An_organisation_without_address_is_shown_and_told_once_it_has_one()
    {
        await fixture.SetAddressAsync(organisation, " ");
        await CallAsync();
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(3)));
        Assert.Equal(["silent unaddressed open"], await AlertsAsync());

        await fixture.SetAddressAsync(organisation, "late@contoso.example");
        Assert.Equal([MailOutcome.Sent], await RunAsync());
    }

    [Fact]
    public async Task Several_workers_at_once_send_one_mail()
    {
        await CallAsync();
        fixture.Clock.Advance(TimeSpan.FromHours(3));
        await BeThereAsync(since: TimeSpan.FromDays(9));
        var workers = Enumerable.Range(0, 4).Select(_ => fixture.NewInstance()).ToList();

        await Task.WhenAll(workers.Select(one => one.RunAlertsAsync()));
        await worker.RunAlertsAsync();

        Assert.Single(fixture.Smtp.Received);
        Assert.Equal(["silent sent open"], await AlertsAsync());
    }

    [Fact]
    public async Task A_crash_between_sending_and_recording_sends_the_same_mail_again_and_nothing_else()
    {
        await CallAsync();
        fixture.Clock.Advance(TimeSpan.FromHours(3));
        await BeThereAsync(since: TimeSpan.FromDays(9));
        await worker.Alerts.PrepareAsync(Token);
        var taken = await worker.Alerts.TakeDueAsync(Token);
        var bytes = await worker.Alerts.ComposeAsync(taken!, Token);
        await using (var session = worker.Sender.Open())
        {
            using var message = MimeMessage.Load(new MemoryStream(bytes!), Token);
            Assert.Null(await session.ConnectAsync(Token));
            Assert.Null(await session.SendAsync(message, Token));
        }
        // Here the process dies. Entra calls again meanwhile: the alert is over, and its mail is still the one that may have arrived.
        await CallAsync();
        var other = fixture.NewInstance();
        Assert.Empty(await other.RunAlertsAsync());
        fixture.Clock.Advance(new SyncWatchOptions().Lease);
        Assert.Equal([MailOutcome.Sent], await other.RunAlertsAsync());

        Assert.Equal(2, fixture.Smtp.Received.Count);
        Assert.Equal(fixture.Smtp.Received[0], fixture.Smtp.Received[1]);
        Assert.False(await worker.Alerts.RecordSentAsync(taken!, Token));
        Assert.Equal(["silent sent closed"], await AlertsAsync());
    }

    [Theory]
    [InlineData("451 try later", "Deferred", "silent left_out closed")]
    [InlineData("550 no such user", "Failed", "silent failed closed")]
    public async Task What_was_refused_is_not_told_any_more_once_it_is_over(string reply, string outcome, string alert)
    {
        await CallAsync();
        fixture.Smtp.Script = step => step.StartsWith("RCPT", StringComparison.Ordinal) ? new(reply) : null;
        Assert.Equal([Enum.Parse<MailOutcome>(outcome)], await RunAfterAsync(TimeSpan.FromHours(3)));
        fixture.Smtp.Script = _ => null;

        await CallAsync();
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(1)));

        Assert.Equal([alert], await AlertsAsync());
    }

    [Fact]
    public async Task Once_the_address_is_corrected_what_was_refused_goes_out()
    {
        await CallAsync();
        fixture.Smtp.Script = step => step.StartsWith("RCPT", StringComparison.Ordinal) ? new("550 no such user") : null;
        Assert.Equal([MailOutcome.Failed], await RunAfterAsync(TimeSpan.FromHours(3)));
        fixture.Smtp.Script = _ => null;
        Assert.Empty(await RunAfterAsync(TimeSpan.FromHours(3)));

        await fixture.SetAddressAsync(organisation, "helpdesk@contoso.example");
        Assert.Equal([MailOutcome.Sent], await RunAsync());

        Assert.Equal("helpdesk@contoso.example", Assert.Single(fixture.Smtp.Messages).To.Mailboxes.Single().Address);
    }

    async Task<IReadOnlyList<MailOutcome>> RunAfterAsync(TimeSpan time)
    {
        fixture.Clock.Advance(time);
        await BeThereAsync(since: TimeSpan.FromDays(9));
        return await RunAsync();
    }

    Task<IReadOnlyList<MailOutcome>> RunAsync() => worker.RunAlertsAsync();

    /// <summary>An ingress gives its sign, as one that has been there for that long.</summary>
    Task BeThereAsync(TimeSpan since) => fixture.ExecuteAsync(
        """
        INSERT INTO scim.ingress_presence (present, since, seen_at)
        VALUES (true, @since, @now)
        ON CONFLICT (present) DO UPDATE SET since = excluded.since, seen_at = excluded.seen_at
        """,
        ("since", fixture.Clock.GetUtcNow() - since), ("now", fixture.Clock.GetUtcNow()));

    async Task<Guid> IssueAsync(TimeSpan lifetime)
    {
        var id = Guid.CreateVersion7(fixture.Clock.GetUtcNow());
        await fixture.ExecuteAsync(
            """
            INSERT INTO operations.scim_tokens (id, organisation_id, label, hash, created_at, expires_at)
            VALUES (@id, @organisation, 'Entra', sha256(@id::text::bytea), @now, @expires)
            """,
            ("id", id), ("organisation", organisation), ("now", fixture.Clock.GetUtcNow()), ("expires", fixture.Clock.GetUtcNow() + lifetime));
        return id;
    }

    Task CallAsync() => CallAsync(token);

    Task CallAsync(Guid token) => fixture.ExecuteAsync(
        "INSERT INTO scim.token_uses VALUES (@token, @now) ON CONFLICT (token_id) DO UPDATE SET last_used_at = excluded.last_used_at",
        ("token", token), ("now", fixture.Clock.GetUtcNow()));

    Task AnswerAsync(long events, long clientErrors, long serverErrors = 0) => fixture.ExecuteAsync(
        "INSERT INTO scim.request_counts VALUES (@organisation, @now, @events, @client, @server)",
        ("organisation", organisation), ("now", fixture.Clock.GetUtcNow()), ("events", events), ("client", clientErrors), ("server", serverErrors));

    async Task<List<string>> AlertsAsync()
    {
        await using var command = fixture.Database.DataSource.CreateCommand("""
            SELECT concat_ws(' ', kind, days, status, CASE WHEN closed_at IS NULL THEN 'open' ELSE 'closed' END)
            FROM notification.sync_alert_overview
            ORDER BY opened_at
            """);
        return await command.ReadAsync(row => row.GetString(0), Token);
    }
}
