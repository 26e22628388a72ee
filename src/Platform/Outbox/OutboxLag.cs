namespace Blink.Pipeline.Platform.Outbox;

/// <summary>How far an outbox lags behind.</summary>
/// <param name="Rows">How many rows wait; of more than 100,000, that many.</param>
/// <param name="Age">For how long the oldest one waits; zero: none does.</param>
public sealed record OutboxLag(long Rows, TimeSpan Age)
{
    /// <summary>Nothing waits.</summary>
    public static OutboxLag None { get; } = new(0, TimeSpan.Zero);
}
