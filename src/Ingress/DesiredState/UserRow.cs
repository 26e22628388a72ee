using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>How a user is read from its row.</summary>
static class UserRow
{
    static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The columns that <see cref="Read(NpgsqlDataReader)"/> wants first, in its order, of a table called "users".</summary>
    public const string Columns = """
        users.organisation_id,
            users.id,
            users.version,
            users.created_at,
            users.last_modified,
            users.document
        """;

    public static StoredUser Read(NpgsqlDataReader row) => Read(row, row.GetString(5));

    /// <summary>Reads a user whose document was read already.</summary>
    public static StoredUser Read(NpgsqlDataReader row, string document) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetInt64(2),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetFieldValue<DateTimeOffset>(4),
        JsonNode.Parse(document)!.AsObject());

    /// <summary>The document as the column takes it.</summary>
    public static string DocumentText(JsonObject document) => document.ToJsonString(Unescaped);

    /// <summary>The bytes of that text in UTF-8.</summary>
    public static int DocumentSize(JsonObject document) => Encoding.UTF8.GetByteCount(DocumentText(document));
}
