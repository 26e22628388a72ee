using Blink.Pipeline.Platform.Purging;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.History;

/// <summary>What the worker forgets of its decisions: those of long ago, which later ones follow.</summary>
static class ForgottenDecisions
{
    const string Sql = """
        DELETE FROM provisioning.decisions
        WHERE ctid IN (
            SELECT ctid
            FROM provisioning.decisions
            WHERE decided_at < @before
            ORDER BY decided_at
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    public static Purge Purge(IServiceProvider provider) =>
        new("provisioning.decisions", Sql, provider.GetRequiredService<IOptions<DecisionHistoryOptions>>().Value.Versions);
}
