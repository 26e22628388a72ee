using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.Platform.Outbox;

/// <summary>
/// Moves an outbox into RabbitMQ. The rows are deleted in a transaction that commits only after the broker confirmed every message,
/// so a crash at any moment repeats messages and loses none. Several relays share one outbox: each skips what another holds.
/// </summary>
public sealed class OutboxRelay(
    OutboxTable table,
    NpgsqlDataSource dataSource,
    MessagePublisher publisher,
    OutboxSignal signal,
    IOptions<OutboxRelayOptions> options,
    TimeProvider timeProvider,
    ILogger<OutboxRelay> logger) : BackgroundService
{
    static readonly Histogram<double> Duration = PipelineTelemetry.Meter.CreateHistogram(
        "blink.pipeline.outbox.duration", "s", "From the row of a message to the broker's confirm", advice: PipelineTelemetry.Waits);

    // Down to one message while the broker is away: each attempt holds its rows and its publishes for the whole timeout. A broker that
    // is slow has to confirm half of a batch in time before it is given the whole: what it got of one that failed is published again.
    int batchSize = options.Value.BatchSize;

    readonly Backoff waits = new(options.Value.PollInterval, options.Value.LongestRetryDelay);
    int failures;

    /// <summary>Publishes one batch.</summary>
    /// <param name="cancellationToken">Stops it before it publishes; a batch that is being published is confirmed, or runs into its timeout.</param>
    /// <returns>How many messages were published and confirmed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = new NpgsqlCommand(table.TakeSql, connection, transaction).With("limit", batchSize);
        var messages = await take.ReadAsync(table.Read, cancellationToken);
        if (messages.Count == 0)
            return 0;
        // From here on it is not to be stopped: what the broker may have by now would be published a second time.
        await PublishAsync(messages);
        await transaction.CommitAsync(CancellationToken.None);
        return messages.Count;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var published = await RunOnceAsync(stoppingToken);
                if (published == 0)
                    await WaitAsync(stoppingToken);
                (batchSize, failures) = (Math.Clamp(2 * published, batchSize, options.Value.BatchSize), 0);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                batchSize = 1;
                logger.RelayWaits(exception);
                await Task.Delay(waits.WaitAfter(++failures, Random.Shared), timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task PublishAsync(List<OutboxMessage> messages)
    {
        var taken = timeProvider.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.Value.PublishTimeout, timeProvider);
        await Task.WhenAll(messages.Select(item => publisher.PublishAsync(item.Message, item.Traceparent, deadline.Token)));
        var publishing = timeProvider.GetElapsedTime(taken);
        foreach (var message in messages)
            Duration.Record((message.Waited + publishing).TotalSeconds, KeyValuePair.Create<string, object?>("outbox", table.Name));
    }

    async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(
            signal.WaitAsync(either.Token),
            Task.Delay(options.Value.PollInterval, timeProvider, either.Token));
        await either.CancelAsync();
    }
}
