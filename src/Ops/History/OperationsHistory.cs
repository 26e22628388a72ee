using Blink.Pipeline.Platform.Purging;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.History;

/// <summary>What the operations forget: what was done long ago.</summary>
static class OperationsHistory
{
    const string DeadLettersSql = """
        DELETE FROM operations.dead_letters
        WHERE id IN (
            SELECT id
            FROM operations.dead_letters
            WHERE status IN ('replayed', 'discarded')
                AND status_at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    // After the letters: a run is kept as long as one of its letters.
    const string RunsSql = """
        DELETE FROM operations.dead_letter_runs
        WHERE id IN (
            SELECT run.id
            FROM operations.dead_letter_runs AS run
            WHERE run.ended_at < @before
                AND NOT EXISTS (SELECT FROM operations.dead_letters AS letter WHERE letter.run_id = run.id)
            LIMIT @limit
            FOR UPDATE OF run SKIP LOCKED)
        """;

    const string InvitesSql = """
        DELETE FROM operations.invites
        WHERE id IN (
            SELECT invite.id
            FROM operations.invites AS invite
            WHERE invite.pressed_at < @before
                AND NOT EXISTS (SELECT FROM operations.outbox WHERE invite_id = invite.id)
            LIMIT @limit
            FOR UPDATE OF invite SKIP LOCKED)
        """;

    // It was seen within seconds, or the digest is gone by now.
    const string DigestRetriesSql = """
        DELETE FROM operations.digest_retries
        WHERE digest_id IN (
            SELECT digest_id
            FROM operations.digest_retries
            WHERE requested_at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    const string AuditSql = """
        DELETE FROM operations.audit_records
        WHERE id IN (
            SELECT id
            FROM operations.audit_records
            WHERE at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    const string SamplesSql = """
        DELETE FROM operations.overview_samples
        WHERE at IN (
            SELECT at
            FROM operations.overview_samples
            WHERE at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    // The console draws an hour; a day lets one look back at the night.
    static readonly TimeSpan Samples = TimeSpan.FromDays(1);

    public static void AddHistory(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<OperationsHistoryOptions, OperationsHistoryOptionsValidator>().BindConfiguration("History");
        services.AddPurges(
            Of("operations.dead_letters", DeadLettersSql, history => history.DeadLetters),
            Of("operations.dead_letter_runs", RunsSql, history => history.DeadLetters),
            Of("operations.invites", InvitesSql, history => history.Invites),
            Of("operations.digest_retries", DigestRetriesSql, history => history.Invites),
            Of("operations.overview_samples", SamplesSql, _ => Samples),
            Of("operations.audit_records", AuditSql, history => history.Audit));
    }

    static Func<IServiceProvider, Purge> Of(string table, string sql, Func<OperationsHistoryOptions, TimeSpan> history) =>
        provider => new(table, sql, history(provider.GetRequiredService<IOptions<OperationsHistoryOptions>>().Value));
}
