using RabbitMQ.Client;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>A message that the broker handed out and that is not acknowledged yet.</summary>
/// <param name="Tag">What to acknowledge it by.</param>
/// <param name="Queue">The queue it was found in.</param>
/// <param name="Properties">Its properties and headers.</param>
/// <param name="Body">Its body, copied: the client's buffer is not ours to keep.</param>
sealed record Delivery(ulong Tag, string Queue, IReadOnlyBasicProperties Properties, byte[] Body);
