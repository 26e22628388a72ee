using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Reconciling;

/// <summary>
/// Sends commands once more because an operator asks for it, and has the worker decide anew even where it has applied the version: the
/// last decision is taken for one that was made with another region, which the reconciler finds as well if the command gets lost.
/// </summary>
public static class ApplyAgain
{
    const string QueueSql = """
        WITH asked AS (
            SELECT
                organisation_id,
                scim_user_id,
                version
            FROM scim.desired_users
            WHERE scim_user_id = ANY(@users)
        ), anew AS (
            UPDATE provisioning.user_states AS state
            SET region = ''
            FROM asked
            WHERE state.scim_user_id = asked.scim_user_id
        )
        INSERT INTO provisioning.outbox (message_type, organisation_id, subject_id, version)
        SELECT
            'ApplyUser',
            organisation_id,
            scim_user_id,
            version
        FROM asked
        """;

    /// <summary>The statement that queues the commands, each with its user's newest version; users that are forgotten are left out.</summary>
    /// <param name="scimUsers">The users.</param>
    public static NpgsqlBatchCommand Queue(IReadOnlyCollection<Guid> scimUsers) =>
        new NpgsqlBatchCommand(QueueSql).With("users", scimUsers.ToArray());

    /// <summary>The query for whether commands that were sent again still wait to be published, so that more of them have to wait.</summary>
    public const string BusySql = "SELECT EXISTS (SELECT FROM provisioning.outbox WHERE message_type = 'ApplyUser')";
}
