using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>The columns of a group of users, as arrays for unnest.</summary>
static class UserColumns
{
    // A list of e-mails is one text in its array: arrays of arrays must be rectangular. No address holds the unit separator.
    public const char Separator = '\u001F';

    public static NpgsqlBatchCommand WithUsers(
        this NpgsqlBatchCommand command, IReadOnlyList<StoredUser> users, IReadOnlyList<string?> traceparents)
    {
        var keys = users.Select(user => LookupKeys.Of(user.Document)).ToList();
        command.Add("organisations", NpgsqlDbType.Uuid, users.Select(user => user.OrganisationId));
        command.Add("ids", NpgsqlDbType.Uuid, users.Select(user => user.Id));
        command.Add("versions", NpgsqlDbType.Bigint, users.Select(user => user.Version));
        command.Add("user_names", NpgsqlDbType.Text, keys.Select(key => key.UserName));
        command.Add("user_name_keys", NpgsqlDbType.Text, keys.Select(key => key.UserNameKey));
        command.Add("external_ids", NpgsqlDbType.Text, keys.Select(key => key.ExternalId));
        command.Add("work_email_keys", NpgsqlDbType.Text, keys.Select(key => key.WorkEmailKey));
        command.Add("other_email_keys", NpgsqlDbType.Text, keys.Select(key => Joined(key.OtherEmailKeys)));
        command.Add("manager_ids", NpgsqlDbType.Text, keys.Select(key => key.ManagerId));
        command.Add("documents", NpgsqlDbType.Jsonb, users.Select(user => UserRow.DocumentText(user.Document)));
        command.Add("traceparents", NpgsqlDbType.Text, traceparents);
        return command;
    }

    public static void Add<T>(this NpgsqlBatchCommand command, string name, NpgsqlDbType type, IEnumerable<T> values) =>
        command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = values.ToArray() });

    static string? Joined(string[]? keys) => keys is null ? null : string.Join(Separator, keys);
}
