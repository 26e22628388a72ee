namespace Blink.Pipeline.ProvisioningWorker.Reconciling;

/// <summary>
/// The reconciler's statements. Three places to look: at users that changed (or, once in a while, at every user), at what was sent again
/// before, and at what was rejected long ago.
/// </summary>
static class ResendStatements
{
    /// <summary>One look at a time over all workers: a second one would only find the first one's work in its way.</summary>
    public const string Lock = """
        SELECT pg_try_advisory_xact_lock(hashtextextended('provisioning.reconciler', 0))
        """;

    /// <summary>
    /// Whether what was sent again before has still to be done: it waits in the outbox, because the broker is away or the relay is
    /// behind, or in the queue, where fresh commands would have to wait for more of it.
    /// </summary>
    public const string Busy = """
        SELECT
            EXISTS (SELECT FROM provisioning.outbox WHERE message_type = 'ApplyUser')
            OR (
                SELECT count(*)
                FROM (
                    SELECT
                    FROM provisioning.resends AS resend
                    LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
                    WHERE resend.sent_at > @now - @overdue
                        AND resend.sent_at <= @now
                        AND (state.decided_at IS NULL OR state.decided_at < resend.sent_at)
                    LIMIT @most) AS outstanding) >= @most
        """;

    /// <summary>Users in order are forgotten, so that the next time they stay behind counts from the start.</summary>
    public const string Forget = """
        DELETE FROM provisioning.resends AS resend
        USING provisioning.user_states AS state, scim.desired_users AS desired
        WHERE state.scim_user_id = resend.scim_user_id
            AND desired.scim_user_id = resend.scim_user_id
            AND state.version >= desired.version
            AND state.outcome = 'applied'
        """;

    /// <summary>Looks at the users that changed since <c>@since</c>, by the index of their last change.</summary>
    public const string Changed = Before
        + """
            WHERE desired.last_modified > @since
                AND desired.last_modified <= @until
        """ + Behind + After;

    /// <summary>
    /// Looks at every user behind <c>@walked_to</c>, in the order of their ids: each batch begins where the last one ended. A change
    /// that seems to come from the future was stamped by a clock that was wrong.
    /// </summary>
    public const string All = Before
        + """
            WHERE desired.scim_user_id > @walked_to
                AND (desired.last_modified <= @until OR desired.last_modified > @now + @overdue)
        """ + Behind + """

            ORDER BY scim_user_id
        """ + After;

    const string Before = """
        WITH behind AS (
            SELECT
                desired.organisation_id,
                scim_user_id,
                desired.version,
                CASE WHEN state.version >= desired.version THEN 'region' ELSE 'lost' END AS cause
            FROM scim.desired_users AS desired
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            LEFT JOIN operations.organisations AS organisation ON organisation.id = desired.organisation_id

        """;

    const string Behind = """

                AND (state.version IS NULL OR state.version < desired.version OR state.region <> organisation.default_region)
                AND NOT EXISTS (SELECT FROM provisioning.resends AS resend WHERE resend.scim_user_id = desired.scim_user_id)
        """;

    // Of a user found twice at the same version, what the look itself found counts: only by that a walk sees that its batch was full.
    //
    // Who waits in a long queue, or never succeeds (its dead letter lies with the operators), is sent less and less often: the wait
    // doubles each time, up to a day. What was sent in the future was sent by a clock that was wrong, and is sent once more.
    const string After = """

            LIMIT @limit
        ), sent_before AS (
            SELECT
                desired.organisation_id,
                scim_user_id,
                desired.version,
                'still_behind' AS cause
            FROM provisioning.resends AS resend
            JOIN scim.desired_users AS desired USING (scim_user_id)
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            WHERE (resend.sent_at <= @now - least(interval '1 day', @overdue * power(2, least(resend.times - 1, 20)))
                    OR resend.sent_at > @now + @overdue)
                AND (desired.last_modified <= @until OR desired.last_modified > @now + @overdue)
                AND (state.version IS NULL OR state.version < desired.version)
            LIMIT @limit
        ), rejected AS (
            SELECT
                state.organisation_id,
                scim_user_id,
                state.version,
                'rejected' AS cause
            FROM provisioning.user_states AS state
            LEFT JOIN provisioning.resends AS resend USING (scim_user_id)
            WHERE state.outcome = 'rejected'
                AND state.decided_at <= @rejected_until
                AND (resend.sent_at IS NULL OR resend.sent_at <= @now - @overdue)
            LIMIT @limit
        ), due AS (
            SELECT DISTINCT ON (scim_user_id)
                organisation_id,
                scim_user_id,
                version,
                cause
            FROM (
                TABLE behind
                UNION ALL
                TABLE sent_before
                UNION ALL
                TABLE rejected) AS found
            ORDER BY
                scim_user_id,
                version DESC,
                cause = 'rejected'
        ), noted AS (
            INSERT INTO provisioning.resends AS resend (scim_user_id, version, times, sent_at)
            SELECT
                scim_user_id,
                version,
                1,
                @now
            FROM due
            ON CONFLICT (scim_user_id) DO UPDATE SET
                version = excluded.version,
                times = CASE WHEN resend.version = excluded.version THEN resend.times + 1 ELSE 1 END,
                sent_at = excluded.sent_at
        ), sent AS (
            INSERT INTO provisioning.outbox (message_type, organisation_id, subject_id, version)
            SELECT
                'ApplyUser',
                organisation_id,
                scim_user_id,
                version
            FROM due
        )
        SELECT
            organisation_id,
            scim_user_id,
            version,
            cause
        FROM due
        ORDER BY scim_user_id
        """;
}
