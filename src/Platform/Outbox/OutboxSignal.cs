namespace Blink.Pipeline.Platform.Outbox;

/// <summary>Tells this process's relay that rows were committed; a hint only, the relay also looks by itself.</summary>
public sealed class OutboxSignal : IDisposable
{
    readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>Wakes the relay; several calls before it looks are one.</summary>
    public void Set()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is already told.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => signal.Dispose();

    internal Task WaitAsync(CancellationToken cancellationToken) => signal.WaitAsync(cancellationToken);
}
