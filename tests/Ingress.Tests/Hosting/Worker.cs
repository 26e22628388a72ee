using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Ingress.Tests.Hosting;

/// <summary>Stands for the provisioning worker where a test is about what the ingress makes of its decisions.</summary>
static class Worker
{
    /// <summary>Records a decision as the worker does; the newest one of a user counts.</summary>
    /// <param name="database">The pipeline's database.</param>
    /// <param name="organisation">The user's organisation.</param>
    /// <param name="user">The user.</param>
    /// <param name="version">The version decided on.</param>
    /// <param name="reason">Why it is rejected; null: it is applied.</param>
    /// <param name="at">When; null: on the first day of 2026.</param>
    public static async Task DecideAsync(
        TestDatabase database, Guid organisation, string user, long version, string? reason = null, DateTimeOffset? at = null)
    {
        await using var command = database.DataSource.CreateCommand("""
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, reason, decided_at)
            VALUES (@user, @organisation, @version, @outcome, @decision, @reason, @at)
            ON CONFLICT (scim_user_id) DO UPDATE
            SET version = EXCLUDED.version, outcome = EXCLUDED.outcome, decision = EXCLUDED.decision, reason = EXCLUDED.reason, decided_at = EXCLUDED.decided_at
            """);
        command.With("user", Guid.Parse(user)).With("organisation", organisation).With("version", version)
            .With("outcome", reason is null ? "applied" : "rejected")
            .Parameters.Add(new("decision", NpgsqlTypes.NpgsqlDbType.Text) { Value = reason is null ? "update" : DBNull.Value });
        command.Parameters.Add(new("reason", NpgsqlTypes.NpgsqlDbType.Text) { Value = (object?)reason ?? DBNull.Value });
        command.With("at", at ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
