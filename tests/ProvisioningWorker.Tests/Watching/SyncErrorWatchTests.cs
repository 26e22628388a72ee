using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Blink.Pipeline.ProvisioningWorker.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Watching;

public sealed class SyncErrorWatchTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_errors_count_by_kind_and_a_kind_of_which_nothing_is_left_falls_to_zero()
    {
        await using var database = new ProvisioningDatabase();
        await database.InitializeAsync();
        using var watch = new SyncErrorWatch(database.DataSource, new ProvisioningMetrics(), database.Time, NullLogger<SyncErrorWatch>.Instance);
        await using (var raise = database.DataSource.CreateCommand("""
            INSERT INTO provisioning.sync_errors (id, organisation_id, scim_user_id, severity, reason, user_name, raised_at, resolved_at)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), severity, reason, 'user', now(), CASE WHEN over THEN now() END
            FROM (VALUES
                ('error', 'email_in_use', false),
                ('error', 'email_in_use', false),
                ('error', 'mobile_in_use', true),
                ('warning', 'phone_not_recognised', false)) AS raised (severity, reason, over)
            """))
        {
            await raise.ExecuteNonQueryAsync(Token);
        }

        var counts = await watch.RunOnceAsync(Token);

        Assert.Equal(8, counts.Count);
        Assert.Equal(
            [new("error", "email_in_use", 2), new OpenSyncErrorCount("warning", "phone_not_recognised", 1)],
            counts.Where(kind => kind.Count > 0).OrderBy(kind => kind.Severity));
    }
}
