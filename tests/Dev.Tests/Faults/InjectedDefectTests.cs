using System.Text;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.Testing;
using MimeKit;
using RabbitMQ.Client;

namespace Blink.Pipeline.Dev.Tests.Faults;

/// <summary>
/// The checker, checked: each defect is put into a real pipeline from outside (its database, its mails, its broker: there is no switch in
/// the product), and must be reported, each time at another place.
/// </summary>
[Collection(FaultyPipelines.Name)]
public sealed class InjectedDefectTests(CheckedPipeline pipeline) : IClassFixture<CheckedPipeline>, IAsyncLifetime
{
    const int Times = 3;

    static readonly TimeSpan Soon = TimeSpan.FromSeconds(8);
    static readonly TimeSpan AtLast = TimeSpan.FromMinutes(2);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string MailFolder => Path.Combine(pipeline.Stage.Pipeline.Servers.Mail.Directory, "new");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    // Each defect is taken out again, and the checker is silent again: what it reported was the defect.
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await pipeline.RestoreAsync();
        Assert.Empty(await pipeline.RestAsync(AtLast));
    }

    [Fact]
    public Task A_lost_field_is_reported() => ReportedAsync("surname", """
        UPDATE provisioning.accounts
        SET surname = 'lost'
        WHERE id = (SELECT id FROM provisioning.accounts WHERE active AND scim_user_id IS NOT NULL ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task A_second_account_of_somebody_is_reported() => ReportedAsync("accounts", """
        INSERT INTO provisioning.accounts (id, organisation_id, active, first_name, created_at, updated_at)
        SELECT
            gen_random_uuid(),
            organisation_id,
            FALSE,
            first_name,
            created_at,
            updated_at
        FROM provisioning.accounts
        ORDER BY random()
        LIMIT 1
        """);

    [Fact]
    public Task Two_accounts_that_are_linked_to_each_others_users_are_reported() => ReportedAsync("first name", """
        DO $$
        DECLARE
            one provisioning.accounts;
            other provisioning.accounts;
        BEGIN
            SELECT * INTO one FROM provisioning.accounts WHERE active AND scim_user_id IS NOT NULL AND first_name IS NOT NULL ORDER BY random() LIMIT 1;
            SELECT * INTO other FROM provisioning.accounts
            WHERE organisation_id = one.organisation_id AND active AND scim_user_id IS NOT NULL AND first_name <> one.first_name ORDER BY random() LIMIT 1;
            UPDATE provisioning.accounts SET scim_user_id = NULL, linked_by = NULL, linked_at = NULL WHERE id = one.id;
            UPDATE provisioning.accounts SET scim_user_id = one.scim_user_id WHERE id = other.id;
            UPDATE provisioning.accounts SET scim_user_id = other.scim_user_id, linked_by = one.linked_by, linked_at = one.linked_at WHERE id = one.id;
        END
        $$
        """);

    [Fact]
    public Task A_neighbour_who_is_disabled_is_reported() => ReportedAsync("Woodgrove: active", """
        UPDATE provisioning.accounts
        SET active = FALSE
        WHERE id = (
            SELECT account.id
            FROM provisioning.accounts AS account
            JOIN operations.organisations AS organisation ON organisation.id = organisation_id
            WHERE active AND name = 'Woodgrove'
            ORDER BY random()
            LIMIT 1)
        """);

    [Fact]
    public Task A_leaver_who_is_left_active_is_reported() => ReportedAsync("active", """
        UPDATE provisioning.accounts
        SET active = TRUE, email_key = NULL, mobile_key = NULL, employee_id_key = NULL
        WHERE id = (SELECT id FROM provisioning.accounts WHERE NOT active AND scim_user_id IS NOT NULL ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task An_older_command_that_overwrote_a_newer_one_is_reported() => ReportedAsync("recorded version", """
        UPDATE provisioning.user_states
        SET version = version - 1
        WHERE scim_user_id = (SELECT scim_user_id FROM provisioning.user_states ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task A_rejection_that_must_not_be_is_reported() => ReportedAsync("state", """
        UPDATE provisioning.user_states
        SET outcome = 'rejected', reason = 'email_in_use', decision = NULL
        WHERE scim_user_id = (SELECT scim_user_id FROM provisioning.user_states WHERE outcome = 'applied' AND decision <> 'unchanged' ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task An_acknowledged_user_that_is_lost_is_reported() => ReportedAsync("acknowledged SCIM user", """
        DELETE FROM scim.users
        WHERE id = (SELECT id FROM scim.users WHERE deleted_at IS NULL ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task An_acknowledged_change_that_is_lost_is_reported() => ReportedAsync("acknowledged version", """
        UPDATE scim.users
        SET version = version - 1
        WHERE id = (SELECT id FROM scim.users WHERE version > 1 ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task An_error_of_which_the_notification_worker_does_not_know_is_reported() =>
        ReportedAsync("sync errors that the notification worker does not know", """
            DELETE FROM notification.sync_errors
            WHERE sync_error_id = (SELECT sync_error_id FROM notification.sync_errors ORDER BY random() LIMIT 1)
            """);

    [Fact]
    public Task Poison_that_is_lost_is_reported() => ReportedAsync("poison", """
        DELETE FROM operations.dead_letters
        WHERE id = (SELECT id FROM operations.dead_letters ORDER BY random() LIMIT 1)
        """);

    [Fact]
    public Task A_replay_that_was_left_half_way_is_reported() => ReportedAsync("dead letter", """
        BEGIN;
        SET LOCAL session_replication_role = replica;
        UPDATE operations.dead_letters
        SET status = 'replaying', run_id = 0
        WHERE id = (SELECT id FROM operations.dead_letters ORDER BY random() LIMIT 1);
        COMMIT
        """);

    [Fact]
    public Task A_digest_that_was_not_sent_is_reported() => ReportedAsync("mail", () =>
    {
        File.Delete(AnyMailWith("error,"));
        return Task.CompletedTask;
    });

    [Fact]
    public Task An_error_of_whose_end_nobody_was_told_is_reported() => ReportedAsync("mail about", () =>
    {
        File.Delete(AnyMailWith("resolved,"));
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_second_send_with_other_bytes_is_reported() => ReportedAsync("mail digest-", () =>
    {
        var text = File.ReadAllText(AnyMailWith("error,"), Encoding.Latin1);
        File.WriteAllText(Path.Combine(MailFolder, "again"), text.Replace("Subject: ", "Subject: Once more: ", StringComparison.Ordinal), Encoding.Latin1);
        return Task.CompletedTask;
    });

    [Fact]
    public Task An_error_that_is_told_in_two_digests_is_reported() => ReportedAsync("mails about", () =>
    {
        var text = File.ReadAllText(AnyMailWith("error,"), Encoding.Latin1);
        File.WriteAllText(Path.Combine(MailFolder, "again"), text.Replace("Message-Id: <", "Message-Id: <again-", StringComparison.OrdinalIgnoreCase), Encoding.Latin1);
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_mail_to_somebody_who_was_only_imported_is_reported() => ReportedAsync("mail", () =>
    {
        var text = File.ReadAllText(AnyMailWith("error,"), Encoding.Latin1);
        File.WriteAllText(Path.Combine(MailFolder, "stranger"), text.Replace("it@", "ane@", StringComparison.Ordinal), Encoding.Latin1);
        return Task.CompletedTask;
    });

    [Fact]
    public async Task A_dropped_outbox_row_is_reported()
    {
        await pipeline.ExecuteAsync("""
            CREATE FUNCTION backup.drop_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
            CREATE TRIGGER drop_row BEFORE INSERT ON scim.outbox FOR EACH ROW EXECUTE FUNCTION backup.drop_row()
            """);
        await MoveAsync();
        await pipeline.ExecuteAsync("DROP FUNCTION backup.drop_row CASCADE");

        Assert.Contains(await pipeline.RestAsync(Soon), difference => difference.Field.Contains("recorded version", StringComparison.Ordinal));

        await ApplyAgainAsync();
    }

    [Fact]
    public async Task A_version_that_is_recorded_and_not_applied_is_reported()
    {
        await pipeline.ExecuteAsync("""
            CREATE FUNCTION backup.keep_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END';
            CREATE TRIGGER keep_row BEFORE UPDATE ON provisioning.accounts FOR EACH ROW EXECUTE FUNCTION backup.keep_row()
            """);
        await MoveAsync();
        var differences = await pipeline.RestAsync(AtLast);
        await pipeline.ExecuteAsync("DROP FUNCTION backup.keep_row CASCADE");

        Assert.NotEmpty(differences);
        Assert.All(differences, difference => Assert.StartsWith("Woodgrove: ", difference.Field, StringComparison.Ordinal));

        await pipeline.ExecuteAsync("""
            UPDATE provisioning.user_states AS state
            SET version = state.version - 1
            FROM scim.desired_users AS desired
            WHERE desired.scim_user_id = state.scim_user_id AND desired.last_modified > now() - interval '3 minutes' AND NOT deleted
            """);
        await ApplyAgainAsync();
    }

    [Fact]
    public async Task A_dead_letter_that_is_no_poison_is_reported()
    {
        var node = pipeline.Stage.Pipeline.Servers.RabbitMq.Nodes[0];
        await using var connection = await new ConnectionFactory { Uri = node.AmqpUri }.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.BasicPublishAsync("apply-user_error", "", "{}"u8.ToArray(), Token);

        await Eventually.HoldsAsync(
            async () => Assert.Contains(await pipeline.CompareAsync(), difference => difference.Field.StartsWith("dead letter", StringComparison.Ordinal)), AtLast);
    }

    [Fact]
    public async Task A_process_that_does_not_come_back_is_reported()
    {
        var worker = pipeline.Stage.Pipeline.Fleet.Of(Service.ProvisioningWorker)[0];
        using (worker.HoldDown())
        {
            await worker.EndAsync("KILL", Token);
            Assert.Contains(await pipeline.RestAsync(Soon), difference => difference.Field == "at rest");
        }

        await Eventually.HoldsAsync(() => pipeline.Stage.Pipeline.Fleet.AreReadyAsync(Token), AtLast);
    }

    Task ReportedAsync(string field, string sql) => ReportedAsync(field, () => pipeline.ExecuteAsync(sql));

    async Task ReportedAsync(string field, Func<Task> inject)
    {
        for (var time = 0; time < Times; time++)
        {
            await inject();

            Assert.Contains(await pipeline.CompareAsync(), difference => difference.Field.Contains(field, StringComparison.Ordinal));

            await pipeline.RestoreAsync();
        }
    }

    /// <summary>Some of Woodgrove's people change, and their changes are acknowledged.</summary>
    async Task MoveAsync()
    {
        var woodgrove = pipeline.Stage.Crowd.Organisations[2];
        woodgrove.BeginRound();
        woodgrove.Move(14);
        await woodgrove.PushAsync(AtLast, everybody: false, Token);
    }

    /// <summary>What was lost is sent again, so that what the next defects are measured by is right.</summary>
    async Task ApplyAgainAsync()
    {
        await pipeline.ExecuteAsync("""
            INSERT INTO scim.outbox (organisation_id, scim_user_id, version)
            SELECT
                desired.organisation_id,
                scim_user_id,
                desired.version
            FROM scim.desired_users AS desired
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            WHERE state.version IS DISTINCT FROM desired.version
            """);
        Assert.Empty(await pipeline.RestAsync(AtLast));
        pipeline.Stage.Rest.Settle();
        await pipeline.BackUpAsync();
    }

    string AnyMailWith(string text)
    {
        var mails = Directory.GetFiles(MailFolder).Where(file => Attachments(file).Any(attachment => attachment.Contains($"\n{text}", StringComparison.Ordinal))).ToArray();
        return Random.Shared.GetItems(mails, 1)[0];
    }

    static List<string> Attachments(string file)
    {
        using var message = MimeMessage.Load(file, Token);
        return [.. message.Attachments.OfType<MimePart>().Select(Text)];
    }

    static string Text(MimePart attachment)
    {
        using var content = new MemoryStream();
        attachment.Content!.DecodeTo(content, Token);
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
