using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>The statements that write a group of users together with their outbox rows.</summary>
static class UserStatements
{
    const string FindSql = $"""
        SELECT
            {UserRow.Columns}
        FROM scim.users AS users
        JOIN unnest(@organisations, @ids) AS given (organisation_id, id)
            ON given.organisation_id = users.organisation_id AND given.id = users.id
        WHERE users.deleted_at IS NULL
        """;

    // In the order of the ids, for every instance: groups that share users wait for each other instead of locking each other out.
    const string LockSql = $"""
        {FindSql}
        ORDER BY users.id
        FOR UPDATE OF users
        """;

    const string FindNamesSql = """
        SELECT
            given.organisation_id,
            given.user_name_key,
            given.normal_key,
            users.id
        FROM (
            SELECT
                organisation_id,
                user_name_key,
                normalize(user_name_key, NFC) AS normal_key
            FROM unnest(@organisations, @user_name_keys) AS names (organisation_id, user_name_key)) AS given
        LEFT JOIN scim.users AS users
            ON users.organisation_id = given.organisation_id
            AND users.user_name_key = given.normal_key
            AND users.deleted_at IS NULL
        """;

    // Until the end of the transaction only. Keys are folded, so that none of a name has a capital letter.
    const string LeaveNamesSql = """
        UPDATE scim.users
        SET user_name_key = 'LEFT BY ' || id
        WHERE id = ANY (@ids)
        """;

    // In the order of the names, for the same reason. A name that is taken is left out of the answer: the item's 409.
    const string InsertSql = """
        WITH given AS (
            SELECT *
            FROM unnest(
                @organisations, @ids, @versions, @user_names, @user_name_keys, @external_ids, @work_email_keys, @other_email_keys,
                @manager_ids, @documents, @traceparents, @deletions) AS given (
                organisation_id, id, version, user_name, user_name_key, external_id, work_email_key, other_email_keys,
                manager_id, document, traceparent, deleted)),
        inserted AS (
            INSERT INTO scim.users (
                organisation_id,
                id,
                version,
                created_at,
                last_modified,
                deleted_at,
                user_name,
                user_name_key,
                external_id,
                work_email_key,
                other_email_keys,
                manager_id,
                document)
            SELECT
                organisation_id,
                id,
                version,
                @now,
                @now,
                CASE WHEN deleted THEN @now END,
                user_name,
                normalize(user_name_key, NFC),
                external_id,
                normalize(work_email_key, NFC),
                string_to_array(normalize(other_email_keys, NFC), @separator),
                manager_id,
                document
            FROM given
            ORDER BY organisation_id, user_name_key, id
            ON CONFLICT (organisation_id, user_name_key) WHERE deleted_at IS NULL DO NOTHING
            RETURNING id),
        queued AS (
            INSERT INTO scim.outbox (
                organisation_id,
                scim_user_id,
                version,
                traceparent)
            SELECT
                given.organisation_id,
                given.id,
                given.version,
                given.traceparent
            FROM given
            JOIN inserted USING (id))
        SELECT id
        FROM inserted
        """;

    const string UpdateSql = """
        WITH given AS (
            SELECT *
            FROM unnest(
                @organisations, @ids, @versions, @user_names, @user_name_keys, @external_ids, @work_email_keys, @other_email_keys,
                @manager_ids, @documents, @traceparents, @deletions) AS given (
                organisation_id, id, version, user_name, user_name_key, external_id, work_email_key, other_email_keys,
                manager_id, document, traceparent, deleted)),
        updated AS (
            UPDATE scim.users AS users
            SET
                version = given.version,
                last_modified = @now,
                deleted_at = CASE WHEN given.deleted THEN @now END,
                user_name = given.user_name,
                user_name_key = normalize(given.user_name_key, NFC),
                external_id = given.external_id,
                work_email_key = normalize(given.work_email_key, NFC),
                other_email_keys = string_to_array(normalize(given.other_email_keys, NFC), @separator),
                manager_id = given.manager_id,
                document = given.document
            FROM given
            WHERE users.id = given.id)
        INSERT INTO scim.outbox (
            organisation_id,
            scim_user_id,
            version,
            traceparent)
        SELECT
            organisation_id,
            id,
            version,
            traceparent
        FROM given
        """;

    /// <summary>Returns those of the users that exist.</summary>
    public static NpgsqlBatchCommand Find(IEnumerable<UserModification> modifications) => Users(FindSql, modifications);

    /// <summary>The same, and locks them.</summary>
    public static NpgsqlBatchCommand Lock(IEnumerable<UserModification> modifications) => Users(LockSql, modifications);

    /// <summary>Returns for each name its normal form and the user that has it, or null.</summary>
    public static NpgsqlBatchCommand FindNames(IReadOnlyCollection<UserNameKey> names)
    {
        var command = new NpgsqlBatchCommand(FindNamesSql);
        command.Add("organisations", NpgsqlDbType.Uuid, names.Select(name => name.OrganisationId));
        command.Add("user_name_keys", NpgsqlDbType.Text, names.Select(name => name.Key));
        return command;
    }

    /// <summary>Takes their names from users that an <see cref="Update"/> is going to rename.</summary>
    public static NpgsqlBatchCommand LeaveNames(IEnumerable<StoredUser> renamed)
    {
        var command = new NpgsqlBatchCommand(LeaveNamesSql);
        command.Add("ids", NpgsqlDbType.Uuid, renamed.Select(user => user.Id));
        return command;
    }

    /// <summary>Returns the ids of the users whose names were free.</summary>
    public static NpgsqlBatchCommand Insert(IReadOnlyList<UserGroup.Row> created, DateTimeOffset now) => Rows(InsertSql, created, now);

    public static NpgsqlBatchCommand Update(IReadOnlyList<UserGroup.Row> changed, DateTimeOffset now) => Rows(UpdateSql, changed, now);

    static NpgsqlBatchCommand Users(string sql, IEnumerable<UserModification> modifications)
    {
        var users = modifications.Select(item => (item.OrganisationId, item.Id)).Distinct().ToList();
        var command = new NpgsqlBatchCommand(sql);
        command.Add("organisations", NpgsqlDbType.Uuid, users.Select(user => user.OrganisationId));
        command.Add("ids", NpgsqlDbType.Uuid, users.Select(user => user.Id));
        return command;
    }

    static NpgsqlBatchCommand Rows(string sql, IReadOnlyList<UserGroup.Row> rows, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(sql)
            .WithUsers([.. rows.Select(row => row.User)], [.. rows.Select(row => row.Traceparent)])
            .With("now", now)
            .With("separator", UserColumns.Separator.ToString());
        command.Add("deletions", NpgsqlDbType.Boolean, rows.Select(row => row.IsDeleted));
        return command;
    }
}
