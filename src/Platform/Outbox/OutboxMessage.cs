namespace Blink.Pipeline.Platform.Outbox;

/// <summary>One row of an outbox, ready to be published.</summary>
/// <param name="Message">A message of Contracts.</param>
/// <param name="Traceparent">The W3C trace context of the request that caused it.</param>
/// <param name="Waited">For how long the row has waited when it was taken, by the server's clock.</param>
public sealed record OutboxMessage(object Message, string? Traceparent, TimeSpan Waited);
