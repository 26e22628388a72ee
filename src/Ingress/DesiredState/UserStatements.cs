using Blink.Pipeline.Platform.Database;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>The statements that write a group of users together with their outbox rows.</summary>
static class UserStatements
{
    // In the order of the ids, for every instance: groups that share users wait for each other instead of locking each other out.
    const string LockSql = $"""
        SELECT
            {UserRow.Columns}
        FROM scim.users AS users
        JOIN unnest(@organisations, @ids) AS given (organisation_id, id)
            ON given.organisation_id = users.organisation_id AND given.id = users.id
        WHERE users.deleted_at IS NULL
        ORDER BY users.id
        FOR UPDATE OF users
        """;

    const string FindHoldersSql = """
        SELECT
            given.organisation_id,
            given.user_name_key,
            users.id
        FROM unnest(@organisations, @user_name_keys) AS given (organisation_id, user_name_key)
        JOIN scim.users AS users
            ON users.organisation_id = given.organisation_id AND users.user_name_key = normalize(given.user_name_key, NFC)
        WHERE users.deleted_at IS NULL
        """;

    // In the order of the names, for the same reason. A name that is taken is left out of the answer: the item's 409.
    const string InsertSql = """
        WITH given AS (
            SELECT *
            FROM unnest(
                @organisations, @ids, @versions, @user_names, @user_name_keys, @external_ids, @work_email_keys, @other_email_keys,
                @manager_ids, @documents, @traceparents) AS given (
                organisation_id, id, version, user_name, user_name_key, external_id, work_email_key, other_email_keys,
                manager_id, document, traceparent)),
        inserted AS (
            INSERT INTO scim.users (
                organisation_id,
                id,
                version,
                created_at,
                last_modified,
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

    public static NpgsqlBatchCommand Lock(IReadOnlyCollection<UserModification> modifications)
    {
        var users = modifications.Select(item => (item.OrganisationId, item.Id)).Distinct().ToList();
        var command = new NpgsqlBatchCommand(LockSql);
        command.Add("organisations", NpgsqlDbType.Uuid, users.Select(user => user.OrganisationId));
        command.Add("ids", NpgsqlDbType.Uuid, users.Select(user => user.Id));
        return command;
    }

    /// <summary>Returns those of the names that a user has, with that user.</summary>
    public static NpgsqlBatchCommand FindHolders(IReadOnlyCollection<UserNameKey> names)
    {
        var command = new NpgsqlBatchCommand(FindHoldersSql);
        command.Add("organisations", NpgsqlDbType.Uuid, names.Select(name => name.OrganisationId));
        command.Add("user_name_keys", NpgsqlDbType.Text, names.Select(name => name.Key));
        return command;
    }

    /// <summary>Returns the ids of the users whose names were free.</summary>
    public static NpgsqlBatchCommand Insert(IReadOnlyList<UserGroup.NewUser> created, DateTimeOffset now) =>
        new NpgsqlBatchCommand(InsertSql)
            .WithUsers([.. created.Select(user => user.User)], [.. created.Select(user => user.Traceparent)])
            .With("now", now)
            .With("separator", UserColumns.Separator.ToString());

    public static NpgsqlBatchCommand Update(IReadOnlyList<UserGroup.Row> changed, DateTimeOffset now)
    {
        var command = new NpgsqlBatchCommand(UpdateSql)
            .WithUsers([.. changed.Select(row => row.User)], [.. changed.Select(row => row.Traceparent)])
            .With("now", now)
            .With("separator", UserColumns.Separator.ToString());
        command.Add("deletions", NpgsqlDbType.Boolean, changed.Select(row => row.IsDeleted));
        return command;
    }
}
