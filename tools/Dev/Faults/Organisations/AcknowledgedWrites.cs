using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Blink.Pipeline.Dev.Checking;

namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>
/// Listens to an organisation's requests: which version of which SCIM user was acknowledged, and which changes got no answer, so that
/// the server may carry them out later than their repetition.
/// </summary>
sealed class AcknowledgedWrites(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    readonly ConcurrentDictionary<Guid, AcknowledgedVersion> acknowledged = new();
    readonly ConcurrentDictionary<Guid, bool> unanswered = new();
    int count;

    /// <summary>The newest version of each SCIM user that was acknowledged.</summary>
    public IReadOnlyDictionary<Guid, AcknowledgedVersion> Newest => acknowledged;

    /// <summary>Changes answered with 2xx so far.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>SCIM users of whom a change got no answer, since the last time that this was asked.</summary>
    public IReadOnlyCollection<Guid> TakeUnanswered()
    {
        var taken = unanswered.Keys.ToList();
        foreach (var id in taken) unanswered.TryRemove(id, out _);
        return taken;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get) return await base.SendAsync(request, cancellationToken);
        try
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (answer.IsSuccessStatusCode) Acknowledge(request, answer);
            return answer;
        }
        catch
        {
            if (Id(request.RequestUri) is { } id) unanswered[id] = true;
            throw;
        }
    }

    void Acknowledge(HttpRequestMessage request, HttpResponseMessage answer)
    {
        Interlocked.Increment(ref count);
        if (Id(request.Method == HttpMethod.Post ? answer.Headers.Location : request.RequestUri) is not { } id) return;
        var version = new AcknowledgedVersion(Version(answer.Headers.ETag), request.Method == HttpMethod.Delete);
        acknowledged.AddOrUpdate(id, version, (_, before) => new(Math.Max(before.Version, version.Version), before.IsDeleted || version.IsDeleted));
    }

    static Guid? Id(Uri? user) => Guid.TryParse(user?.AbsolutePath.Split('/').Last(), out var id) ? id : null;

    // W/"7"
    static long Version(EntityTagHeaderValue? tag) =>
        long.TryParse(tag?.Tag.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
