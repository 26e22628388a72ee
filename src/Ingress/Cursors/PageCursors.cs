using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Cursors;

/// <summary>Gives out cursors and takes them back (RFC 9865). Nothing is kept of them: a cursor says all there is to know.</summary>
sealed class PageCursors(CursorKeyStore keys, TimeProvider timeProvider, IOptions<QueryOptions> options)
{
    /// <summary>The cursor that leads past a position.</summary>
    public async Task<string> WriteAsync(UserQuery query, int count, int total, UserPosition position, CancellationToken cancellationToken)
    {
        var cursor = new PageCursor(timeProvider.GetUtcNow(), count, total, position.Key, position.Id);
        return CursorSeal.Seal(await keys.GetAsync(cancellationToken), cursor.ToBytes(), PageCursor.ScopeOf(query));
    }

    /// <summary>What a cursor of this query says.</summary>
    /// <exception cref="ScimException">400 invalidCursor: it is not one; 400 expiredCursor: it was one for too long.</exception>
    public async Task<PageCursor> ReadAsync(UserQuery query, string text, CancellationToken cancellationToken)
    {
        var content = CursorSeal.Open(await keys.GetAsync(cancellationToken), text, PageCursor.ScopeOf(query)) ?? throw ScimException.InvalidCursor();
        var cursor = PageCursor.Read(content);
        var lifetime = options.Value.CursorLifetime;
        return timeProvider.GetUtcNow() - cursor.IssuedAt <= lifetime
            ? cursor
            : throw ScimException.ExpiredCursor($"it is older than {lifetime.TotalSeconds:0} seconds. Begin again with an empty cursor.");
    }
}
