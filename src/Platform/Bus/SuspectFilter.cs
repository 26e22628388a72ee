using System.Globalization;
using MassTransit;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// Takes messages that were returned several times through the endpoint one by one, before their bodies are looked at. One of them may
/// be what kills the worker, and each death is counted against all that the worker holds: taken together, they would reach the delivery
/// limit together. Taken one by one, and in another order after each death, the neighbours are done before that. Each that waits takes
/// one of its endpoint's slots (<c>ConcurrentMessageLimit</c>); fresh messages are worked on in those that are left, and wait while none is.
/// </summary>
/// <param name="timeProvider">The clock.</param>
sealed class SuspectFilter(TimeProvider timeProvider) : IFilter<ReceiveContext>
{
    /// <summary>From how many returns on a message is suspected. A worker that is killed or cut off once or twice is no sign.</summary>
    internal const int SuspectedAfter = 2;

    // What the broker hands out at the start arrives within this time; and fresh messages that find a slot are worked on meanwhile.
    static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(500);

    // An acknowledgement takes far less; with an endpoint full of suspects all have their turns within a quarter of a minute.
    static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(50);

    readonly OneByOne suspects = new(Gathering, Settling, timeProvider);

    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) => ReturnsOf(context) is >= SuspectedAfter and var returns
        ? suspects.RunAsync(returns, () => next.Send(context), context.CancellationToken)
        : next.Send(context);

    public void Probe(ProbeContext context) => context.CreateFilterScope("suspects");

    // Quorum queues count; the header is not there at the first delivery.
    static long ReturnsOf(ReceiveContext context) =>
        context.TransportHeaders.TryGetHeader("x-delivery-count", out var count) ? Convert.ToInt64(count, CultureInfo.InvariantCulture) : 0;
}
