namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>The AMQP properties of a message that a replay gives back to it.</summary>
sealed record MessageProperties(
    string? ContentType,
    string? ContentEncoding,
    string? MessageId,
    string? CorrelationId,
    string? Type);
