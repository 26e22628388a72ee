namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>A queue, as the management plugin sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Messages">Messages in it, delivered and not yet acknowledged ones included; null: not known, as just after a start.</param>
/// <param name="Leader">The name of the node that leads a quorum queue.</param>
public sealed record QueueStatus(string Name, long? Messages, string? Leader);
