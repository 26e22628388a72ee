using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

/// <summary>Promise 6: each error reaches those who can mend it, in exactly one digest.</summary>
public sealed class DigestRunTests : IAsyncLifetime
{
    static readonly TimeSpan Window = TimeSpan.FromMinutes(5);
    static readonly TimeSpan MinimumInterval = TimeSpan.FromMinutes(30);

    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        worker = fixture.NewInstance();
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Everything_in_a_window_goes_into_one_mail()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var first = await RaiseAndSweepAsync(organisation);
        Assert.Empty(await worker.RunOnceAsync());
        fixture.Clock.Advance(Window - TimeSpan.FromSeconds(1));
        var last = await RaiseAndSweepAsync(organisation);
        Assert.Empty(await worker.RunOnceAsync());

        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());

        var text = Assert.Single(fixture.Smtp.Messages).TextBody;
        Assert.Contains(NotificationFixture.UserNameOf(first), text, StringComparison.Ordinal);
        Assert.Contains(NotificationFixture.UserNameOf(last), text, StringComparison.Ordinal);
        Assert.Equal("mailed", await fixture.MailingOfAsync(last));
    }

    [Fact]
    public async Task An_organisation_gets_no_second_mail_before_the_minimum_interval_is_over()
    {
        var organisation = await fixture.AddOrganisationAsync();
        await RaiseAndMailAsync(organisation);
        await RaiseAndSweepAsync(organisation);

        await RunAfterAsync(MinimumInterval - TimeSpan.FromSeconds(1));
        Assert.Single(fixture.Smtp.Received);
        await RunAfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fixture.Smtp.Received.Count);
    }

    [Fact]
    public async Task After_a_quiet_time_the_window_alone_counts()
    {
        var organisation = await fixture.AddOrganisationAsync();
        await RaiseAndMailAsync(organisation);
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        await RaiseAndSweepAsync(organisation);

        await RunAfterAsync(Window - TimeSpan.FromSeconds(1));
        Assert.Single(fixture.Smtp.Received);
        await RunAfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(2, fixture.Smtp.Received.Count);
    }

    [Fact]
    public async Task What_was_to_be_told_while_the_clock_was_an_hour_ahead_is_told_when_it_is_right_again()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var now = TimeProvider.System.GetUtcNow();
        fixture.Clock.AdjustTime(now.AddHours(1));
        await RaiseAndMailAsync(organisation);
        await RaiseAndSweepAsync(organisation);
        Assert.Empty(await worker.RunOnceAsync());

        fixture.Clock.AdjustTime(now);

        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());
        Assert.Equal(2, fixture.Smtp.Received.Count);
    }

    [Fact]
    public async Task A_worker_whose_clock_is_behind_takes_nothing_that_another_one_holds()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var now = TimeProvider.System.GetUtcNow();
        fixture.Clock.AdjustTime(now - Window);
        await RaiseAndSweepAsync(organisation);
        await worker.RunOnceAsync();
        fixture.Clock.AdjustTime(now);
        Assert.NotNull(await worker.Digests.TakeDueAsync(TestContext.Current.CancellationToken));

        fixture.Clock.AdjustTime(now.AddHours(-1));

        Assert.Null(await worker.Digests.TakeDueAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_error_that_resolves_before_its_digest_goes_out_is_left_out_even_if_nobody_said_so()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var resolved = await RaiseAndSweepAsync(organisation);
        var open = await RaiseAndSweepAsync(organisation);
        await fixture.ResolveAsync(resolved);

        await RunAfterAsync(Window);

        var text = Assert.Single(fixture.Smtp.Messages).TextBody;
        Assert.Contains(NotificationFixture.UserNameOf(open), text, StringComparison.Ordinal);
        Assert.DoesNotContain(NotificationFixture.UserNameOf(resolved), text, StringComparison.Ordinal);
        Assert.Equal("left_out", await fixture.MailingOfAsync(resolved));
    }

    [Fact]
    public async Task A_digest_whose_errors_all_resolved_is_not_sent()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var error = await RaiseAndSweepAsync(organisation);
        await worker.RunOnceAsync();
        await fixture.ResolveAsync(error);

        await RunAfterAsync(Window);

        Assert.Empty(fixture.Smtp.Received);
        Assert.Empty(await fixture.OverviewAsync());
    }

    [Fact]
    public async Task A_mailed_error_is_reported_as_resolved_once_and_opens_a_window_by_itself()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var error = await RaiseAndMailAsync(organisation);
        await fixture.ResolveAsync(error);
        await worker.SweepAsync();

        await RunAfterAsync(MinimumInterval);
        await RunAfterAsync(TimeSpan.FromDays(1));

        Assert.Equal(2, fixture.Smtp.Received.Count);
        var second = fixture.Smtp.Messages[1];
        Assert.StartsWith("[Blink] 1 synchronisation error resolved – ", second.Subject, StringComparison.Ordinal);
        Assert.Contains(NotificationFixture.UserNameOf(error), second.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_are_told_beside_errors_and_older_ones_are_counted()
    {
        var organisation = await fixture.AddOrganisationAsync();
        await RaiseAndMailAsync(organisation);
        await fixture.RaiseAsync(organisation, severity: "warning", value: "ext. 12");
        await RaiseAndSweepAsync(organisation);

        await RunAfterAsync(MinimumInterval);

        var text = fixture.Smtp.Messages[1].TextBody;
        Assert.Contains("Synchronised with a warning: 1", text, StringComparison.Ordinal);
        Assert.Contains("value: ext. 12", text, StringComparison.Ordinal);
        Assert.Contains("Still open from earlier mails: 1", text, StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), (await fixture.OverviewAsync()) is [_, var last] ? (last.Errors, last.Warnings, last.Resolved) : default);
    }

    [Fact]
    public async Task Errors_of_an_organisation_without_address_wait_until_it_has_one()
    {
        var organisation = await fixture.AddOrganisationAsync(address: null);
        var error = await RaiseAndSweepAsync(organisation);
        await RunAfterAsync(TimeSpan.FromDays(7));
        Assert.Equal([("unaddressed", 1)], (await fixture.OverviewAsync()).Select(digest => (digest.Status, digest.Waiting)));
        Assert.Equal("unaddressed", await fixture.MailingOfAsync(error));

        await fixture.SetAddressAsync(organisation, "it@contoso.example");
        Assert.Equal([MailOutcome.Sent], await worker.RunOnceAsync());

        Assert.Equal("mailed", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task Each_organisation_gets_its_own_mail_over_one_connection()
    {
        var first = await fixture.AddOrganisationAsync("it@first.example");
        var second = await fixture.AddOrganisationAsync("it@second.example");
        var ofFirst = await RaiseAndSweepAsync(first);
        await RaiseAndSweepAsync(second);

        await RunAfterAsync(Window);

        Assert.Equal(["it@first.example", "it@second.example"], fixture.Smtp.Messages.Select(mail => Assert.Single(mail.To.Mailboxes).Address).Order());
        Assert.DoesNotContain(
            NotificationFixture.UserNameOf(ofFirst),
            fixture.Smtp.Messages.Single(mail => mail.To.Mailboxes.Single().Address == "it@second.example").TextBody, StringComparison.Ordinal);
        Assert.Equal(1, fixture.Smtp.Connections);
    }

    [Fact]
    public async Task Several_instances_never_send_one_digest_twice()
    {
        var other = fixture.NewInstance();
        for (var i = 0; i < 20; i++)
            await fixture.RaiseAsync(await fixture.AddOrganisationAsync($"it@org{i}.example"));
        await worker.SweepAsync();
        await worker.RunOnceAsync();
        fixture.Clock.Advance(Window);

        await Task.WhenAll(worker.RunOnceAsync(), other.RunOnceAsync(), worker.RunOnceAsync(), other.RunOnceAsync());

        Assert.Equal(20, fixture.Smtp.Messages.Select(mail => mail.To.Mailboxes.Single().Address).Distinct().Count());
        Assert.Equal(20, fixture.Smtp.Received.Count);
    }

    [Fact]
    public async Task Ten_thousand_errors_go_out_in_one_digest()
    {
        var organisation = await fixture.AddOrganisationAsync();
        await fixture.RaiseManyAsync(organisation, 10_000);
        Assert.Equal(10_000, await worker.SweepAsync());

        await RunAfterAsync(Window);

        var mail = Assert.Single(fixture.Smtp.Messages);
        Assert.StartsWith("[Blink] 10000 synchronisation errors – ", mail.Subject, StringComparison.Ordinal);
        Assert.Equal(10_002, Mails.CsvOf(mail).Split("\r\n").Length);
    }

    async Task<Guid> RaiseAndSweepAsync(Guid organisation)
    {
        var error = await fixture.RaiseAsync(organisation);
        Assert.NotEqual(0, await worker.SweepAsync());
        return error;
    }

    async Task<Guid> RaiseAndMailAsync(Guid organisation)
    {
        var error = await RaiseAndSweepAsync(organisation);
        await RunAfterAsync(Window);
        Assert.Single(fixture.Smtp.Received);
        return error;
    }

    async Task RunAfterAsync(TimeSpan wait)
    {
        await worker.RunOnceAsync();
        fixture.Clock.Advance(wait);
        await worker.RunOnceAsync();
    }
}
