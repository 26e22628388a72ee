using Blink.Pipeline.Platform.Purging;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>What the worker forgets: sync errors that were resolved long ago. The notification worker forgets them by that.</summary>
static class ForgottenSyncErrors
{
    const string PurgeSql = """
        DELETE FROM provisioning.sync_errors
        WHERE id IN (
            SELECT id
            FROM provisioning.sync_errors
            WHERE resolved_at < @before
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    public static Purge Purge(IServiceProvider services) =>
        new("provisioning.sync_errors", PurgeSql, services.GetRequiredService<IOptions<SyncErrorsOptions>>().Value.History);
}
