using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>
/// Looks every five seconds at something that waits in the database, for metrics and health. A look that fails is taken again. One that takes
/// long, because much waits, is followed by a longer pause: looking must not slow down what it looks at.
/// </summary>
/// <param name="timeProvider">The clock.</param>
/// <param name="logger">Is told of looks that fail.</param>
public abstract class Watch(TimeProvider timeProvider, ILogger logger) : BackgroundService
{
    // At most a tenth of the time is spent looking.
    const int Pause = 9;

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>The clock.</summary>
    protected TimeProvider Clock => timeProvider;

    /// <summary>Looks once, and records what it sees.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that ends with the look.</returns>
    protected abstract Task LookAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var started = timeProvider.GetTimestamp();
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.NotMeasured(exception, GetType().Name);
            }
            var pause = Pause * timeProvider.GetElapsedTime(started);
            await Task.Delay(pause > Interval ? pause : Interval, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
