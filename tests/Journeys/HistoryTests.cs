using Blink.Pipeline.Ingress.History;
using Blink.Pipeline.NotificationWorker.History;
using Blink.Pipeline.Ops.History;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Purging;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Journeys;

/// <summary>What is long over is forgotten; what is young, or still waits for somebody, is not.</summary>
public sealed class HistoryTests : IAsyncLifetime
{
    // More than one batch of what goes.
    const int BatchSize = 2;

    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero));
    TestDatabase database = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Users_that_were_deleted_long_ago_are_forgotten_once_that_is_applied_and_then_their_states_are()
    {
        await ExecuteAsync("""
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, deleted_at, user_name, user_name_key, document)
            SELECT gen_random_uuid(), gen_random_uuid(), 2, @now, @now, @now - deleted * interval '1 day', kind, kind, jsonb_build_object('kind', kind)
            FROM (VALUES ('old 1', 91), ('old 2', 91), ('old 3', 91), ('young', 89), ('old, not applied', 91), ('old, rejected', 91), ('old, undecided', 91), ('live', NULL))
                AS sample (kind, deleted);
            INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, reason, decided_at)
            SELECT
                id,
                organisation_id,
                CASE WHEN user_name = 'old, not applied' THEN 1 ELSE 2 END,
                CASE WHEN user_name = 'old, rejected' THEN 'rejected' ELSE 'applied' END,
                CASE WHEN user_name <> 'old, rejected' THEN 'disable' END,
                CASE WHEN user_name = 'old, rejected' THEN 'no_identifier' END,
                @now
            FROM scim.users
            WHERE user_name <> 'old, undecided'
            """);

        Assert.Equal(3, await Run(IngressHistory.AddHistory).RunOnceAsync(Token));
        string[] kept = ["live", "old, not applied", "old, rejected", "old, undecided", "young"];
        Assert.Equal(kept, await ListAsync("SELECT user_name FROM scim.users"));

        Assert.Equal(3, await Run(services => services.AddPurges(_ => ForgottenUsers.Purge)).RunOnceAsync(Token));
        Assert.Equal(kept.Except(["old, undecided"]), await ListAsync("SELECT user_name FROM provisioning.user_states JOIN scim.users ON id = scim_user_id"));
        Assert.Equal(4, (await ListAsync("SELECT scim_user_id::text FROM provisioning.user_states")).Count);
    }

    [Fact]
    public async Task Mails_and_alerts_that_were_over_long_ago_are_forgotten_and_a_digest_not_before_its_errors()
    {
        await ExecuteAsync("""
            INSERT INTO notification.digests (id, organisation_id, status, opened_at, next_attempt_at, finished_at, recipient, message_id, last_error)
            SELECT gen_random_uuid(), gen_random_uuid(), status, @now, @now, @now - finished * interval '1 day', 'it@x.test', 'id', kind
            FROM (VALUES ('sent', 'old 1', 91), ('failed', 'old 2', 91), ('sent', 'old 3', 91), ('sent', 'old, told of an error', 91),
                ('failed', 'old, told of an end', 91), ('sent', 'young', 89), ('pending', 'pending', NULL)) AS sample (status, kind, finished);
            INSERT INTO notification.sync_errors (sync_error_id, organisation_id, noticed_at, resolution_noticed_at, told_in, resolution_told_in)
            SELECT gen_random_uuid(), gen_random_uuid(), @now, @now, told.id, ended.id
            FROM notification.digests AS told, notification.digests AS ended
            WHERE told.last_error = 'old, told of an error' AND ended.last_error = 'old, told of an end';
            INSERT INTO notification.invitations (invite_id, organisation_id, account_id, status, noticed_at, next_attempt_at, finished_at, recipient, message_id, last_error)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), status, @now, @now, @now - finished * interval '1 day', 'a@x.test', 'id', kind
            FROM (VALUES ('sent', 'old', 91), ('failed', 'young', 89), ('pending', 'pending', NULL)) AS sample (status, kind, finished);
            INSERT INTO notification.sync_alerts (id, organisation_id, kind, facts, opened_at, closed_at, status, next_attempt_at, last_error)
            SELECT gen_random_uuid(), gen_random_uuid(), 'silent', '{}', @now, @now - closed * interval '1 day', 'pending', @now, kind
            FROM (VALUES ('old', 91), ('young', 89), ('open', NULL)) AS sample (kind, closed)
            """);

        Assert.Equal(5, await Run(NotificationHistory.AddHistory).RunOnceAsync(Token));

        Assert.Equal(["old, told of an end", "old, told of an error", "pending", "young"], await ListAsync("SELECT last_error FROM notification.digests"));
        Assert.Equal(["pending", "young"], await ListAsync("SELECT last_error FROM notification.invitations"));
        Assert.Equal(["open", "young"], await ListAsync("SELECT last_error FROM notification.sync_alerts"));
    }

    [Fact]
    public async Task Dead_letters_that_were_dealt_with_long_ago_are_forgotten_and_no_other_and_the_audit_later()
    {
        await ExecuteAsync("""
            INSERT INTO operations.dead_letter_runs (kind, criterion, newest_letter_id, actor, started_at, matched, ended_at, outcome)
            SELECT 'replay', '{}', 0, kind, @now, 1, @now - ended * interval '1 day', CASE WHEN ended IS NOT NULL THEN 'completed' END
            FROM (VALUES ('of old letters', 91), ('of young letters', 91), ('young', 89), ('running', NULL)) AS sample (kind, ended);
            INSERT INTO operations.dead_letters (fingerprint, queue, properties, headers, body, cause, group_key, failed_at, collected_at, replay_count,
                status, status_at, run_id)
            SELECT kind::bytea, 'apply-user_error', '{}', '{}', '', 'fault', kind, @now, @now, 0, status, @now - age * interval '1 day',
                CASE WHEN run IS NOT NULL THEN (SELECT id FROM operations.dead_letter_runs WHERE actor = run) END
            FROM (VALUES ('old, replayed', 'replayed', 91, 'of old letters'), ('old, discarded', 'discarded', 91, 'of old letters'),
                ('old, waiting', 'waiting', 1000, NULL), ('old, replaying', 'replaying', 1000, 'running'),
                ('young', 'replayed', 89, 'of young letters')) AS sample (kind, status, age, run);
            WITH organisation AS (
                INSERT INTO operations.organisations (id, name, tier, default_region, created_at)
                VALUES (gen_random_uuid(), 'Contoso', 'enterprise', 'GB', @now)
                RETURNING id)
            INSERT INTO operations.invites (id, organisation_id, account_id, actor, pressed_at)
            SELECT gen_random_uuid(), organisation.id, gen_random_uuid(), kind, @now - age * interval '1 day'
            FROM organisation, (VALUES ('old', 91), ('old, unpublished', 91), ('young', 89)) AS sample (kind, age);
            INSERT INTO operations.outbox (invite_id, organisation_id, account_id)
            SELECT id, organisation_id, account_id FROM operations.invites WHERE actor = 'old, unpublished';
            INSERT INTO operations.digest_retries (digest_id, requested_at)
            VALUES (gen_random_uuid(), @now - interval '91 days'), (gen_random_uuid(), @now);
            INSERT INTO operations.audit_records (id, at, actor, action, subject)
            VALUES (gen_random_uuid(), @now - interval '731 days', 'old', 'x', 'x'), (gen_random_uuid(), @now - interval '729 days', 'young', 'x', 'x')
            """);

        Assert.Equal(6, await Run(OperationsHistory.AddHistory).RunOnceAsync(Token));

        Assert.Equal(["old, replaying", "old, waiting", "young"], await ListAsync("SELECT group_key FROM operations.dead_letters"));
        Assert.Equal(["of young letters", "running", "young"], await ListAsync("SELECT actor FROM operations.dead_letter_runs"));
        Assert.Equal(["old, unpublished", "young"], await ListAsync("SELECT actor FROM operations.invites"));
        Assert.Single(await ListAsync("SELECT digest_id::text FROM operations.digest_retries"));
        Assert.Equal(["young"], await ListAsync("SELECT actor FROM operations.audit_records"));
    }

    PurgeRun Run(Action<IServiceCollection> addHistory)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Purge:BatchSize", $"{BatchSize}")]).Build())
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(database.DataSource);
        addHistory(services);
        return services.BuildServiceProvider().GetRequiredService<PurgeRun>();
    }

    async Task ExecuteAsync(string sql)
    {
        // One by one: each brings its own parameter.
        foreach (var statement in sql.Split(";\n"))
        {
#pragma warning disable CA2100 // The test's own constants.
            await using var command = database.DataSource.CreateCommand(statement);
#pragma warning restore CA2100
            await command.With("now", clock.GetUtcNow()).ExecuteNonQueryAsync(Token);
        }
    }

    async Task<List<string>> ListAsync(string sql)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        var list = await command.ReadAsync(row => row.GetString(0), Token);
        list.Sort(StringComparer.Ordinal);
        return list;
    }
}
