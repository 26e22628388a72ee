using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Scim.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Blink.Pipeline.Bench.Lists;

/// <summary>An organisation whose users have what Entra maps, as the ingress stores it. Every tenth name is not ASCII.</summary>
sealed class FilledOrganisation(NpgsqlDataSource dataSource, int users)
{
    const string CopySql = """
        COPY scim.users (
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
        FROM STDIN (FORMAT BINARY)
        """;

    static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Guid Id { get; } = Guid.NewGuid();

    public int Users => users;

    /// <summary>The id of a user. Ids grow with time, like those of the ingress.</summary>
    public static Guid IdOf(int number) => new(number, 0x4d5e, 0x6f70, 0x81, 0x92, 0xa3, 0xb4, 0xc5, 0xd6, 0xe7, 0xf8);

    /// <summary>Scattered over the alphabet, so that the order by name is not that of the ids.</summary>
    public static string UserName(int number) => $"{(number % 10 == 0 ? "é" : "u")}{(uint)number * 2_654_435_761u:x8}.{number}@example.com";

    public static string OtherEmail(int number) => $"home{number}@example.org";

    public async Task FillAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using (var copy = await connection.BeginBinaryImportAsync(CopySql, cancellationToken))
        {
            copy.Timeout = TimeSpan.FromHours(1);
            for (var number = 0; number < users; number++)
                await WriteAsync(copy, number, cancellationToken);
            await copy.CompleteAsync(cancellationToken);
        }
        await using var vacuum = new NpgsqlCommand("VACUUM (ANALYZE) scim.users", connection) { CommandTimeout = 3600 };
        await vacuum.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task WriteAsync(NpgsqlBinaryImporter copy, int number, CancellationToken cancellationToken)
    {
        var document = Document(number);
        var keys = LookupKeys.Of(document);
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(Id, NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(IdOf(number), NpgsqlDbType.Uuid, cancellationToken);
        await copy.WriteAsync(1L, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(Start.AddSeconds(number), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(Start.AddSeconds(number), NpgsqlDbType.TimestampTz, cancellationToken);
        foreach (var text in (string?[])[keys.UserName, keys.UserNameKey, keys.ExternalId, keys.WorkEmailKey])
            await copy.WriteAsync(text, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(keys.OtherEmailKeys, NpgsqlDbType.Array | NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(keys.ManagerId, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(UserRow.DocumentText(document), NpgsqlDbType.Jsonb, cancellationToken);
    }

    static JsonObject Document(int number) => new()
    {
        ["schemas"] = new JsonArray(ScimUrns.User, ScimUrns.EnterpriseUser),
        ["userName"] = UserName(number),
        ["externalId"] = $"external-{number}",
        ["active"] = true,
        ["title"] = $"Title {number % 100}",
        ["name"] = new JsonObject { ["givenName"] = $"Given{number}", ["familyName"] = $"Family{number % 5000}" },
        ["emails"] = new JsonArray(
            new JsonObject { ["type"] = "work", ["primary"] = true, ["value"] = UserName(number) },
            new JsonObject { ["type"] = "home", ["value"] = OtherEmail(number) }),
        ["phoneNumbers"] = new JsonArray(new JsonObject { ["type"] = "mobile", ["value"] = $"+44 7700 {number:000000}" }),
        [ScimUrns.EnterpriseUser] = new JsonObject
        {
            ["employeeNumber"] = $"E{number}",
            ["department"] = $"Department {number % 50}",
            ["manager"] = new JsonObject { ["value"] = IdOf(number / 10).ToString() },
        },
    };
}
