using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Http;

/// <summary>
/// Refuses a body while those in memory have too many bytes together. A number of requests bounds memory only if bodies are small:
/// each may have a megabyte, and what is parsed of it stays until its request is answered.
/// </summary>
sealed class BodiesUnderWay(IOptions<IngressOptions> options)
{
    long size;

    /// <summary>How many bytes they have together, in this process.</summary>
    public long Size => Interlocked.Read(ref size);

    int MaxSize => options.Value.MaxBodiesSize;

    /// <summary>Takes a body in; it counts until its request is answered.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The body, of no bytes yet.</returns>
    public Body Begin(HttpContext context)
    {
        var body = new Body(this);
        context.Response.RegisterForDispose(body);
        return body;
    }

    /// <summary>The body of one request.</summary>
    public sealed class Body(BodiesUnderWay all) : IDisposable
    {
        long counted;

        /// <summary>Counts it up to a size.</summary>
        /// <param name="bytes">How many bytes it has, or is known to have in the end.</param>
        /// <exception cref="ScimException">503: too many together with the others; it counts as before.</exception>
        public void GrowTo(long bytes)
        {
            var more = bytes - counted;
            if (more <= 0)
                return;
            if (Interlocked.Add(ref all.size, more) > all.MaxSize)
            {
                Interlocked.Add(ref all.size, -more);
                IngressMetrics.Overloaded.Add(1);
                throw ScimException.ServiceUnavailable("The requests under way are too large together. Nothing was changed; send this request again.");
            }
            counted = bytes;
        }

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Add(ref all.size, -Interlocked.Exchange(ref counted, 0));
    }
}
