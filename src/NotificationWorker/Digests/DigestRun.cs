using Blink.Pipeline.NotificationWorker.Mail;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>Mails the digests that are due, over one connection.</summary>
sealed class DigestRun(
    DigestStore store,
    DigestAttempt attempt,
    MailSender sender,
    IOptions<DigestOptions> options,
    TimeProvider timeProvider,
    ILogger<DigestRun> logger) : BackgroundService
{
    /// <summary>Opens the windows that are to be opened, and attempts each digest that is due once.</summary>
    /// <param name="cancellationToken">Stops it before the next digest; one under way is finished.</param>
    /// <returns>The outcome of each attempt.</returns>
    public async Task<IReadOnlyList<DigestOutcome>> RunOnceAsync(CancellationToken cancellationToken)
    {
        await store.OpenWindowsAsync(cancellationToken);
        var outcomes = new List<DigestOutcome>();
        await using var session = sender.Open();
        while (await store.TakeDueAsync(cancellationToken) is { } taken)
        {
            outcomes.Add(await attempt.MakeAsync(taken, session));
            // A server that cannot be reached for one digest cannot for the next: they keep their attempts for later.
            if (!session.IsConnected && outcomes[^1] is DigestOutcome.Deferred or DigestOutcome.Uncertain)
                break;
        }
        return outcomes;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.DigestRunWaits(exception);
            }
            await Task.Delay(options.Value.PollInterval, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
