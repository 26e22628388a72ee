using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>Looks at every organisation's synchronisation, opens the alerts that are due and closes those that are over.</summary>
sealed class SyncWatch(SyncAlertStore store, IOptions<SyncWatchOptions> options, TimeProvider timeProvider, ILogger<SyncWatch> logger)
{
    /// <summary>Looks once. A second look at the same facts changes nothing.</summary>
    /// <param name="cancellationToken">Stops it; what it has opened and closed by then is undone.</param>
    /// <returns>How many alerts it opened or closed.</returns>
    public Task<int> RunOnceAsync(CancellationToken cancellationToken) => store.ChangeAsync(
        facts => Changes(facts, timeProvider.GetUtcNow()), cancellationToken);

    AlertChanges Changes(SyncFacts facts, DateTimeOffset now)
    {
        var due = AlertRules.Due(facts, options.Value, now);
        var changes = new AlertChanges([.. due.Except(facts.Open)], [.. facts.Open.Except(due)]);
        foreach (var alert in changes.Open)
        {
            logger.AlertOpened(alert.Kind, facts.OrganisationId);
            NotificationMetrics.AlertOpened(alert.Kind);
        }
        foreach (var alert in changes.Close)
            logger.AlertClosed(alert.Kind, facts.OrganisationId);
        return changes;
    }
}
