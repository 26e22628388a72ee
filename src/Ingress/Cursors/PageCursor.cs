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
    public UserPosition Position => new(Key, Id);

    /// <summary>What a cursor is bound to: a listing of one organisation, with one filter, in one order.</summary>
    public static byte[] ScopeOf(UserQuery query) => JsonSerializer.SerializeToUtf8Bytes(
        new[] { query.OrganisationId.ToString(), query.Filter?.ToString(), query.Order.ToString() });

    /// <summary>Its bytes. Not as JSON, which spells rare letters in twelve characters: a request line has room for 8 KiB.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(IssuedAt.UtcTicks);
        writer.Write(Count);
        writer.Write(Total);
        writer.Write(Id.ToByteArray());
        if (Key is not null)
            writer.Write(Key);
        return stream.ToArray();
    }

    public static PageCursor Read(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        using var reader = new BinaryReader(stream);
        var issuedAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var (count, total, id) = (reader.ReadInt32(), reader.ReadInt32(), new Guid(reader.ReadBytes(16)));
        return new PageCursor(issuedAt, count, total, stream.Position < stream.Length ? reader.ReadString() : null, id);
    }
}
