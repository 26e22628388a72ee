using Blink.Pipeline.Platform.Purging;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>What the worker forgets: what it recorded of users that the ingress has forgotten. Accounts stay.</summary>
static class ForgottenUsers
{
    /// <summary>The purge. There is no state without a user before it, so one without a user now is of a user that is gone.</summary>
    public static Purge Purge { get; } = new(
        "provisioning.user_states",
        """
        DELETE FROM provisioning.user_states
        WHERE scim_user_id IN (
            SELECT state.scim_user_id
            FROM provisioning.user_states AS state
            WHERE state.decided_at <= @before
                AND NOT EXISTS (SELECT FROM scim.desired_users AS desired WHERE desired.scim_user_id = state.scim_user_id)
            LIMIT @limit
            FOR UPDATE OF state SKIP LOCKED)
        """,
        History: TimeSpan.Zero);
}
