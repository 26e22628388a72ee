using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>Follows who waits for whom: from rejected users to those in their way who were rejected too, and so on.</summary>
static class WaitingBehind
{
    // The texts of Identities.Keys, taken apart again. A ring of any length is found in one look, since each of its users waits.
    const string Sql = """
        WITH RECURSIVE waiting AS (
            SELECT
                scim_user_id,
                organisation_id,
                waits_for
            FROM provisioning.user_states
            WHERE scim_user_id = ANY(@scim_users) AND outcome = 'rejected'
            UNION
            SELECT
                state.scim_user_id,
                state.organisation_id,
                state.waits_for
            FROM waiting
            CROSS JOIN LATERAL (
                SELECT account.scim_user_id
                FROM unnest(waiting.waits_for) AS key
                JOIN provisioning.accounts AS account
                    ON account.email_key = substr(key, 7) AND account.organisation_id = waiting.organisation_id
                WHERE key LIKE 'email:%'
                UNION ALL
                SELECT account.scim_user_id
                FROM unnest(waiting.waits_for) AS key
                JOIN provisioning.accounts AS account
                    ON account.mobile_key = substr(key, 8) AND account.organisation_id = waiting.organisation_id AND account.active
                WHERE key LIKE 'mobile:%'
                UNION ALL
                SELECT account.scim_user_id
                FROM unnest(waiting.waits_for) AS key
                JOIN provisioning.accounts AS account
                    ON account.employee_id_key = substr(key, 50) AND account.organisation_id = waiting.organisation_id
                WHERE key LIKE 'employee\_id:%'
            ) AS holder
            JOIN provisioning.user_states AS state ON state.scim_user_id = holder.scim_user_id AND state.outcome = 'rejected'
        )
        SELECT scim_user_id
        FROM waiting
        """;

    /// <summary>Those of the users who were rejected, who is in their way and was rejected too, and so on.</summary>
    /// <param name="connection">The connection, in the group's transaction.</param>
    /// <param name="scimUsers">Where to begin; all of organisations whose locks are held.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<IReadOnlyList<Guid>> ReadAsync(NpgsqlConnection connection, Guid[] scimUsers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Sql, connection).With("scim_users", scimUsers);
        return await command.ReadAsync(row => row.GetGuid(0), cancellationToken);
    }
}
