using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>Writes the last uses of tokens every so often, and once more when the process stops.</summary>
sealed class TokenUseWriter(
    TokenUses uses,
    TokenStore store,
    IOptions<AuthenticationOptions> options,
    TimeProvider timeProvider,
    ILogger<TokenUseWriter> logger) : BackgroundService
{
    /// <summary>Writes what was collected; after a failure it is kept for the next time.</summary>
    /// <returns>How many tokens were used since the last time.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var taken = uses.TakeAll();
        if (taken.Count == 0)
            return 0;
        try
        {
            await store.RecordUsesAsync(taken, cancellationToken);
            return taken.Count;
        }
        catch
        {
            foreach (var (token, at) in taken)
                uses.Add(token, at);
            throw;
        }
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

    async Task TryRunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.TokenUsesNotWritten(exception);
        }
    }
}
