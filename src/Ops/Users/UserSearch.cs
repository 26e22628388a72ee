using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Users;

/// <summary>
/// Finds people by the beginning of their name (either order), surname, e-mail or employee id, and by their exact userName, SCIM id or
/// externalId; each by an index. Who has no account because of an open sync error is found by any part of what that error tells.
/// </summary>
sealed class UserSearch(NpgsqlDataSource dataSource)
{
    /// <summary>Shorter texts fit too many.</summary>
    public const int ShortestText = 2;

    // Its own organisation's people are not crowded out by others: each way of finding looks in that organisation only.
    const string Mine = "(@organisation::uuid IS NULL OR organisation_id = @organisation)";

    const string Sql = $$"""
        WITH users AS (
            SELECT id, 0 AS rank
            FROM scim.users
            WHERE id = @id
            UNION ALL
            (SELECT id, 0 FROM scim.users WHERE user_name_key = scim.folded(@text) AND deleted_at IS NULL AND {{Mine}} LIMIT @limit)
            UNION ALL
            (SELECT id, 0 FROM scim.users WHERE work_email_key = scim.folded(@text) AND deleted_at IS NULL AND {{Mine}} LIMIT @limit)
            UNION ALL
            (SELECT id, 0 FROM scim.users WHERE external_id = @text AND deleted_at IS NULL AND {{Mine}} LIMIT @limit)
            UNION ALL
            (
                SELECT scim_user_id, 2
                FROM provisioning.sync_errors
                WHERE resolved_at IS NULL
                    AND strpos(lower(concat_ws(' ', user_name, name, employee_id)), lower(@text)) > 0
                    AND {{Mine}}
                ORDER BY raised_at DESC, id DESC
                LIMIT @limit
            )
        ), accounts AS (
            SELECT id, 0 AS rank
            FROM provisioning.accounts
            WHERE id = @id
            UNION ALL
            SELECT account.id, users.rank
            FROM users
            JOIN provisioning.accounts AS account ON account.scim_user_id = users.id
            UNION ALL
            (SELECT id, 0 FROM provisioning.accounts WHERE email_key = scim.folded(@text) AND {{Mine}} LIMIT @limit)
            UNION ALL
            (SELECT id, 0 FROM provisioning.accounts WHERE employee_id_key = upper(@text) AND {{Mine}} LIMIT @limit)
            UNION ALL
            (
                SELECT id, 1
                FROM provisioning.accounts
                WHERE lower(coalesce(first_name || ' ', '') || coalesce(surname, '')) LIKE @prefix AND {{Mine}}
                LIMIT @limit
            )
            UNION ALL
            (
                SELECT id, 1
                FROM provisioning.accounts
                WHERE lower(surname) LIKE @surname AND lower(coalesce(first_name, '')) LIKE @first_name AND {{Mine}}
                LIMIT @limit
            )
            UNION ALL
            (SELECT id, 1 FROM provisioning.accounts WHERE email_key LIKE @prefix AND {{Mine}} LIMIT @limit)
            UNION ALL
            (SELECT id, 1 FROM provisioning.accounts WHERE employee_id_key LIKE upper(@prefix) AND {{Mine}} LIMIT @limit)
        ), found AS (
            SELECT
                coalesce(account.organisation_id, users.organisation_id) AS organisation_id,
                users.id AS scim_user_id,
                account.id AS account_id,
                users.user_name,
                coalesce(
                    nullif(concat_ws(' ', account.first_name, account.surname), ''),
                    nullif(concat_ws(' ', users.document #>> '{name,givenName}', users.document #>> '{name,familyName}'), '')) AS name,
                account.email,
                account.employee_id,
                users.version,
                users.deleted_at,
                min(hits.rank) AS rank
            FROM (
                SELECT NULL::uuid AS user_id, id AS account_id, rank
                FROM accounts
                UNION ALL
                SELECT id, NULL, rank
                FROM users
                WHERE NOT EXISTS (SELECT FROM provisioning.accounts AS account WHERE account.scim_user_id = users.id)) AS hits
            LEFT JOIN provisioning.accounts AS account ON account.id = hits.account_id
            LEFT JOIN scim.users AS users ON users.id = coalesce(hits.user_id, account.scim_user_id)
            GROUP BY
                account.id,
                users.id
        )
        SELECT
            found.organisation_id,
            organisation.name,
            found.scim_user_id,
            found.account_id,
            found.user_name,
            found.name,
            found.email,
            found.employee_id,
            CASE
                WHEN found.scim_user_id IS NULL THEN 'unmanaged'
                WHEN outcome.version >= found.version AND outcome.outcome = 'rejected' THEN 'rejected'
                WHEN outcome.version >= found.version AND found.deleted_at IS NOT NULL THEN 'deleted'
                WHEN outcome.version >= found.version THEN 'applied'
                ELSE 'pending'
            END
        FROM found
        JOIN operations.organisations AS organisation ON organisation.id = found.organisation_id
        LEFT JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = found.scim_user_id
        WHERE @organisation::uuid IS NULL OR found.organisation_id = @organisation
        ORDER BY
            found.rank,
            lower(found.name),
            lower(organisation.name),
            found.account_id,
            found.scim_user_id
        LIMIT @limit
        """;

    /// <summary>Searches.</summary>
    /// <param name="text">What is typed: two characters at least.</param>
    /// <param name="organisationId">Only this organisation's; null: of all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The people.</returns>
    /// <exception cref="OpsException">The text is too short.</exception>
    public async Task<IReadOnlyList<UserHit>> FindAsync(string text, Guid? organisationId, int limit, CancellationToken cancellationToken)
    {
        var wanted = text.Trim();
        if (wanted.Length < ShortestText)
            throw new OpsException($"'{wanted}' fits too many: give at least {ShortestText} characters of a name, an e-mail, an employee id, or a whole id.");
        var (surname, firstName) = Surname(wanted);
        await using var command = dataSource.CreateCommand(Sql)
            .With("text", wanted)
            .With("id", Guid.TryParse(wanted, out var id) ? id : Guid.Empty)
            .With("prefix", Prefix(wanted))
            .With("surname", surname)
            .With("first_name", firstName)
            .With("organisation", organisationId)
            .With("limit", limit);
        return await command.ReadAsync(Read, cancellationToken);
    }

    // "Berg", "Berg, Ane" and "berg ane": the surname, or its beginning, and then the beginning of the first name.
    static (string Surname, string FirstName) Surname(string text) => text.Split(',', 2, StringSplitOptions.TrimEntries) switch
    {
        [var surname, var first] => (Prefix(surname), Prefix(first)),
        _ => text.LastIndexOf(' ') is var space and > 0
            ? (Exactly(text[..space].TrimEnd()), Prefix(text[(space + 1)..]))
            : (Prefix(text), "%"),
    };

    static string Prefix(string text) => Exactly(text) + "%";

    static string Exactly(string text) => text.ToLowerInvariant()
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);

    static UserHit Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.Nullable<Guid?>(2),
        row.Nullable<Guid?>(3),
        row.Nullable<string>(4),
        row.Nullable<string>(5),
        row.Nullable<string>(6),
        row.Nullable<string>(7),
        row.GetString(8));
}
