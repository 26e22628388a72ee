using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using Blink.Pipeline.NotificationWorker.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Blink.Pipeline.NotificationWorker.Tests.Watching;

public sealed class MailWatchTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mails_that_are_not_done_count_by_kind_and_status()
    {
        await using var fixture = await NotificationFixture.CreateAsync();
        using var watch = new MailWatch(fixture.Database.DataSource, fixture.Clock, NullLogger<MailWatch>.Instance);
        Assert.Equal(10, (await watch.MailsAsync(Token)).Count);
        Assert.All(await watch.MailsAsync(Token), mails => Assert.Equal(0, mails.Count));
        var (told, untold) = (await fixture.AddOrganisationAsync(), await fixture.AddOrganisationAsync(address: null));
        await fixture.ExecuteAsync(
            """
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at)
            VALUES
                (gen_random_uuid(), @told, 'pending', now(), now()),
                (gen_random_uuid(), @untold, 'pending', now(), now())
            """,
            ("told", told), ("untold", untold));
        await fixture.ExecuteAsync(
            """
            INSERT INTO notification.invitations (
                invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at, finished_at)
            VALUES
                (gen_random_uuid(), @told, @told, 'pending', now(), now(), NULL),
                (gen_random_uuid(), @told, @told, 'failed', now(), now(), now())
            """,
            ("told", told));
        await fixture.ExecuteAsync(
            """
            INSERT INTO notification.sync_alerts (id, organisation_id, kind, facts, opened_at, status, next_attempt_at)
            VALUES (gen_random_uuid(), @untold, 'silent', '{}', now(), 'pending', now())
            """,
            ("untold", untold));

        Assert.Equal(
            [new("alert", "unaddressed", 1), new("digest", "pending", 1), new("digest", "unaddressed", 1), new OpenMails("invite", "pending", 1)],
            (await watch.MailsAsync(Token)).Where(mails => mails.Count > 0).OrderBy(mails => (mails.Kind, mails.Status)));
        Assert.Equal(
            [("quarantine_near", 0L), ("silent", 1L), ("token_expires", 0L)],
            (await watch.AlertsAsync(Token)).Select(alert => (alert.Key, alert.Value)).Order());
    }

    [Fact]
    public async Task A_failed_digest_counts_until_a_later_one_has_told_what_it_held()
    {
        await using var fixture = await NotificationFixture.CreateAsync();
        using var watch = new MailWatch(fixture.Database.DataSource, fixture.Clock, NullLogger<MailWatch>.Instance);
        var (organisation, digest) = (await fixture.AddOrganisationAsync(), Guid.NewGuid());
        await fixture.ExecuteAsync(
            """
            INSERT INTO notification.digests (
                id, organisation_id, status, opened_at, next_attempt_at, finished_at, recipient, message_id)
            VALUES (@digest, @organisation, 'failed', now(), now(), now(), 'x@x.example', 'x')
            """,
            ("digest", digest), ("organisation", organisation));
        Assert.All(await watch.MailsAsync(Token), mails => Assert.Equal(0, mails.Count));

        await fixture.ExecuteAsync(
            """
            INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, told_in)
            VALUES (gen_random_uuid(), @organisation, now(), @digest)
            """,
            ("digest", digest), ("organisation", organisation));

        Assert.Equal(new OpenMails("digest", "failed", 1), Assert.Single(await watch.MailsAsync(Token), mails => mails.Count > 0));
    }
}
