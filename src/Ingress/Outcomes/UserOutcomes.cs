using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ingress.Outcomes;

/// <summary>Reads what the provisioning worker offers of its decisions; only for clients that ask for it.</summary>
sealed class UserOutcomes(NpgsqlDataSource dataSource)
{
    // Written so that no index by organisation serves it: as in UserQueries, the users' own index has to be taken.
    const string FindSql = """
        SELECT
            scim_user_id,
            version,
            outcome,
            reason,
            decided_at
        FROM provisioning.user_outcomes
        WHERE organisation_id IS NOT DISTINCT FROM @organisation
            AND scim_user_id = ANY(@users)
        """;

    /// <summary>The newest decisions about some users, in one statement. A user on whom nothing was decided yet is not among them.</summary>
    public async Task<IReadOnlyDictionary<Guid, UserOutcome>> FindAsync(
        Guid organisationId, IReadOnlyCollection<Guid> users, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql).With("organisation", organisationId).With("users", users.ToArray());
        var rows = await command.ReadAsync(row => (User: row.GetGuid(0), Outcome: Read(row, 1)), cancellationToken);
        return rows.ToDictionary(row => row.User, row => row.Outcome);
    }

    /// <summary>Reads version, outcome, reason and time from the columns that begin at <paramref name="first"/>.</summary>
    public static UserOutcome Read(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetString(first + 1),
        row.Nullable<string>(first + 2),
        row.GetFieldValue<DateTimeOffset>(first + 3));
}
