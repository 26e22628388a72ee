namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Sends the mails of one kind that are due, over one connection.</summary>
sealed class MailRun<TTaken>(
    IOutgoingMails<TTaken> mails,
    MailAttempt<TTaken> attempt,
    MailSender sender,
    TimeProvider timeProvider,
    ILogger<MailRun<TTaken>> logger) : BackgroundService
    where TTaken : TakenMail
{
    /// <summary>Attempts each mail that is due once.</summary>
    /// <param name="cancellationToken">Stops it before the next mail; one under way is finished.</param>
    /// <returns>The outcome of each attempt.</returns>
    public async Task<IReadOnlyList<MailOutcome>> RunOnceAsync(CancellationToken cancellationToken)
    {
        await mails.PrepareAsync(cancellationToken);
        var outcomes = new List<MailOutcome>();
        await using var session = sender.Open();
        while (await mails.TakeDueAsync(cancellationToken) is { } taken)
        {
            outcomes.Add(await attempt.MakeAsync(taken, session));
            // A server that cannot be reached for one mail cannot for the next: they keep their attempts for later.
            if (!session.IsConnected && outcomes[^1] is MailOutcome.Deferred or MailOutcome.Uncertain)
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
                logger.MailRunWaits(mails.Kind, exception);
            }
            await Task.Delay(mails.Options.PollInterval, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
