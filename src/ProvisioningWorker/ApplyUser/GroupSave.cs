using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>Writes what a group decided, in one batch.</summary>
static class GroupSave
{
    // A late group never overwrites a newer decision. What was decided the same way before is no event of the user's history.
    const string StatesSql = """
        WITH decided AS (
            SELECT *
            FROM unnest(@scim_users, @organisations, @versions, @outcomes, @decisions, @reasons, @accounts, @waits_for::jsonb[], @regions) AS decided (
                scim_user_id, organisation_id, version, outcome, decision, reason, account_id, waits_for, region)),
        history AS (
            INSERT INTO provisioning.decisions (scim_user_id, organisation_id, version, outcome, decision, reason, decided_at)
            SELECT
                decided.scim_user_id,
                decided.organisation_id,
                decided.version,
                decided.outcome,
                decided.decision,
                decided.reason,
                @now
            FROM decided
            LEFT JOIN provisioning.user_states AS known USING (scim_user_id)
            WHERE known.version IS NULL
                OR known.version < decided.version
                OR known.version = decided.version AND (known.outcome, known.reason) IS DISTINCT FROM (decided.outcome, decided.reason))
        INSERT INTO provisioning.user_states AS state (
            scim_user_id, organisation_id, version, outcome, decision, reason, account_id, waits_for, region, decided_at)
        SELECT
            decided.scim_user_id,
            decided.organisation_id,
            decided.version,
            decided.outcome,
            decided.decision,
            decided.reason,
            decided.account_id,
            ARRAY(SELECT jsonb_array_elements_text(decided.waits_for)),
            decided.region,
            @now
        FROM decided
        ON CONFLICT (scim_user_id) DO UPDATE SET
            version = excluded.version,
            outcome = excluded.outcome,
            decision = excluded.decision,
            reason = excluded.reason,
            account_id = excluded.account_id,
            waits_for = excluded.waits_for,
            region = excluded.region,
            decided_at = excluded.decided_at
        WHERE state.version <= excluded.version
        """;

    // Its own statement, after the accounts: whoever was rejected because of an account that we changed has committed by now.
    const string WakeSql = """
        INSERT INTO provisioning.outbox (message_type, organisation_id, subject_id, version)
        SELECT
            'ApplyUser',
            desired.organisation_id,
            desired.scim_user_id,
            desired.version
        FROM provisioning.user_states AS state
        JOIN scim.desired_users AS desired USING (scim_user_id)
        WHERE state.outcome = 'rejected' AND state.waits_for && @freed
        """;

    /// <summary>Writes accounts, outcomes, sync errors and the messages about them; what it says is true once the transaction commits.</summary>
    public static async Task SaveAsync(
        NpgsqlConnection connection, GroupChanges changes, (Func<Guid, string?> TraceparentOf, DateTimeOffset Now) context, CancellationToken cancellationToken)
    {
        await using var batch = connection.CreateBatch();
        AccountRows.Save(batch, changes.Changed, changes.Releasing);
        batch.BatchCommands.Add(States(changes.Decided, context.Now));
        SyncErrorRows.Save(batch, changes.Errors, context.TraceparentOf, context.Now);
        var events = Events(changes.Errors, context.TraceparentOf);
        if (events.Count > 0)
            batch.BatchCommands.Add(ProvisioningOutbox.Add(events));
        if (changes.Freed.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(WakeSql).With("freed", changes.Freed.ToArray()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    static NpgsqlBatchCommand States(IReadOnlyList<DecidedUser> decided, DateTimeOffset now) => new NpgsqlBatchCommand(StatesSql)
        .With("scim_users", decided.Select(user => user.Desired.ScimUserId).ToArray())
        .With("organisations", decided.Select(user => user.Desired.OrganisationId).ToArray())
        .With("versions", decided.Select(user => user.Desired.Version).ToArray())
        .With("outcomes", decided.Select(user => user.Decision is AccountDecision.Reject ? "rejected" : "applied").ToArray())
        .With("decisions", decided.Select(user => user.DecisionName).ToArray())
        .With("reasons", decided.Select(user => user.ReasonName).ToArray())
        .With("accounts", decided.Select(user => user.Decision is AccountDecision.Unlink ? null : user.Account?.Id).ToArray())
        .With("waits_for", decided.Select(user => user.WaitsFor).ToArray())
        .With("regions", decided.Select(user => user.Desired.Region).ToArray())
        .With("now", now);

    static List<(string Type, Guid OrganisationId, Guid SyncErrorId, string? Traceparent)> Events(
        SyncErrorChanges errors, Func<Guid, string?> traceparentOf) =>
    [
        .. errors.Resolved.Select(error =>
            (nameof(SyncErrorResolved), error.OrganisationId, error.Id, traceparentOf(error.ScimUserId))),
        .. errors.Raised.Select(error =>
            (nameof(SyncErrorRaised), error.Subject.OrganisationId, error.Id, traceparentOf(error.Subject.ScimUserId))),
    ];
}
