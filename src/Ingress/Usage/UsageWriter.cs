using Blink.Pipeline.Ingress.Authentication;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Usage;

/// <summary>
/// Writes the last uses of tokens, how requests were answered, and a sign of presence every so often, and once more when the process
/// stops. A process that is killed takes what it has not written along: no more than half a minute of it.
/// </summary>
sealed class UsageWriter(
    TokenUses uses,
    TokenStore tokens,
    RequestCounts counts,
    UsageStore usage,
    IOptions<AuthenticationOptions> options,
    TimeProvider timeProvider,
    ILogger<UsageWriter> logger) : BackgroundService
{
    /// <summary>Writes what was collected; after a failure it is kept for the next time.</summary>
    /// <returns>How many tokens were used since the last time.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await usage.RecordPresenceAsync(timeProvider.GetUtcNow(), cancellationToken);
        await WriteAsync(counts.TakeAll(), taken => usage.AddAsync(taken, timeProvider.GetUtcNow(), cancellationToken), counts.Add);
        return await WriteAsync(uses.TakeAll(), taken => tokens.RecordUsesAsync(taken, cancellationToken), uses.Add);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryRunOnceAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.TokenUseInterval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryRunOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    static async Task<int> WriteAsync<TKey, TValue>(
        IReadOnlyCollection<KeyValuePair<TKey, TValue>> taken,
        Func<IReadOnlyCollection<KeyValuePair<TKey, TValue>>, Task> write,
        Action<TKey, TValue> giveBack)
    {
        if (taken.Count == 0)
            return 0;
        try
        {
            await write(taken);
            return taken.Count;
        }
        catch
        {
            foreach (var (key, value) in taken)
                giveBack(key, value);
            throw;
        }
    }

    async Task TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.UsageNotWritten(exception);
        }
    }
}
