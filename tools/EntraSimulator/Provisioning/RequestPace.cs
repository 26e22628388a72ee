namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>Spreads requests evenly, so that no more than the given number goes out in any second.</summary>
sealed class RequestPace(double? requestsPerSecond, TimeProvider timeProvider)
{
    readonly TimeSpan gap = requestsPerSecond is { } rate ? TimeSpan.FromSeconds(1 / rate) : TimeSpan.Zero;
    readonly Lock turn = new();
    DateTimeOffset next = DateTimeOffset.MinValue;

    public ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (gap == TimeSpan.Zero) return ValueTask.CompletedTask;
        var wait = TakeTurn();
        return wait <= TimeSpan.Zero ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, timeProvider, cancellationToken));
    }

    TimeSpan TakeTurn()
    {
        lock (turn)
        {
            var now = timeProvider.GetUtcNow();
            var mine = next > now ? next : now;
            next = mine + gap;
            return mine - now;
        }
    }
}
