using Blink.Pipeline.Platform.Purging;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.History;

/// <summary>What the notification worker forgets: mails that went out long ago, and alerts that were over.</summary>
static class NotificationHistory
{
    const string DigestsSql = """
        DELETE FROM notification.digests
        WHERE id IN (
            SELECT digest.id
            FROM notification.digests AS digest
            WHERE digest.finished_at < @before
                AND NOT EXISTS (SELECT FROM notification.sync_errors WHERE told_in = digest.id)
                AND NOT EXISTS (SELECT FROM notification.sync_errors WHERE resolution_told_in = digest.id)
            LIMIT @limit
            FOR UPDATE OF digest SKIP LOCKED)
        """;

    const string InvitationsSql = """
        DELETE FROM notification.invitations
        WHERE invite_id IN (
            SELECT invite_id
            FROM notification.invitations
            WHERE finished_at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    // A token's warning is told once: it is over for good before its record goes, because it comes at most 30 days before the expiry.
    const string AlertsSql = """
        DELETE FROM notification.sync_alerts
        WHERE id IN (
            SELECT id
            FROM notification.sync_alerts
            WHERE closed_at < @before
                AND status <> 'sending'
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    public static void AddHistory(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<MailHistoryOptions, MailHistoryOptionsValidator>().BindConfiguration("History");
        services.AddPurges(Of("notification.digests", DigestsSql), Of("notification.invitations", InvitationsSql), Of("notification.sync_alerts", AlertsSql));
    }

    static Func<IServiceProvider, Purge> Of(string table, string sql) =>
        provider => new(table, sql, provider.GetRequiredService<IOptions<MailHistoryOptions>>().Value.Mails);
}
