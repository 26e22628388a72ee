using System.Text.Encodings.Web;
using System.Text.Json;
using Blink.Pipeline.Ingress.DesiredState.Queries;

namespace Blink.Pipeline.Ingress.Cursors;

/// <summary>What a cursor says: where the next page of a listing begins, and what the first page settled.</summary>
/// <param name="IssuedAt">When the page before it was answered.</param>
/// <param name="Count">The resources on each page.</param>
/// <param name="Total">How many matched when the first page was read.</param>
/// <param name="Key">The last resource's <see cref="UserPosition.Key"/>.</param>
/// <param name="Id">The last resource's id.</param>
sealed record PageCursor(DateTimeOffset IssuedAt, int Count, int Total, string? Key, Guid Id)
{
    // A request line has room for 8 KiB.
    static readonly JsonSerializerOptions Unescaped = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public UserPosition Position => new(Key, Id);

    /// <summary>What a cursor is bound to: a listing of one organisation, with one filter, in one order.</summary>
    public static byte[] ScopeOf(UserQuery query) => JsonSerializer.SerializeToUtf8Bytes(
        new[] { query.OrganisationId.ToString(), query.Filter?.ToString(), query.Order.ToString() });

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(new object?[] { IssuedAt, Count, Total, Key, Id }, Unescaped);

    public static PageCursor Read(byte[] bytes)
    {
        var parts = JsonSerializer.Deserialize<JsonElement[]>(bytes)!;
        return new PageCursor(parts[0].GetDateTimeOffset(), parts[1].GetInt32(), parts[2].GetInt32(), parts[3].GetString(), parts[4].GetGuid());
    }
}
