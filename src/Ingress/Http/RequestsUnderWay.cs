using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Http;

/// <summary>
/// Refuses requests while too many are under way. Whatever they wait for (the token, a connection, their commit), a database that is
/// slow keeps each of them and its body in memory: what is refused before its body is read costs nothing, and comes again.
/// </summary>
sealed class RequestsUnderWay(RequestDelegate next, RequestsUnderWay.Number number, IOptions<IngressOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (number.Increment() > options.Value.MaxConcurrentRequests)
            {
                IngressMetrics.Overloaded.Add(1);
                throw ScimException.ServiceUnavailable("Too many requests are under way. Nothing was changed; send this request again.");
            }
            await next(context);
        }
        finally
        {
            number.Decrement();
        }
    }

    /// <summary>How many there are, in this process.</summary>
    public sealed class Number
    {
        int count;

        public int Count => Volatile.Read(ref count);

        public int Increment() => Interlocked.Increment(ref count);

        public void Decrement() => Interlocked.Decrement(ref count);
    }
}
