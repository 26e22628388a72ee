using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Overview;

/// <summary>
/// Takes the ledger on and writes down how the pipeline is, every ten seconds. Of several instances the first one's sample counts; a slot
/// that is there is not measured a second time.
/// </summary>
sealed class OverviewSampler(
    NpgsqlDataSource dataSource, OverviewReader reader, SyncLedger ledger, TimeProvider timeProvider, ILogger<OverviewSampler> logger)
    : BackgroundService
{
    const string KnownSql = "SELECT EXISTS (SELECT FROM operations.overview_samples WHERE at = @at)";

    const string AddSql = """
        INSERT INTO operations.overview_samples (
            at,
            level,
            acknowledged_per_second,
            applied_per_second,
            rejected_per_second,
            outbox_messages,
            outbox_age_seconds,
            queued_messages,
            pending,
            oldest_pending_seconds,
            dead_letters,
            mails_pending)
        VALUES (@at, @level, @acknowledged, @applied, @rejected, @outbox, @outbox_age, @queued, @pending, @oldest, @letters, @mails)
        ON CONFLICT (at) DO NOTHING
        """;

    /// <summary>Takes the ledger on, and samples the slot of this moment unless another instance has.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The sample; null: it was there.</returns>
    public async Task<OverviewSample?> RunOnceAsync(CancellationToken cancellationToken)
    {
        await ledger.AdvanceAsync(cancellationToken);
        await using var known = dataSource.CreateCommand(KnownSql).With("at", OverviewSample.SlotOf(timeProvider.GetUtcNow()));
        if (await known.ExecuteScalarAsync(cancellationToken) is true)
            return null;
        var sample = OverviewSample.Of(await reader.ReadAsync(cancellationToken));
        await using var add = Add(sample);
        return await add.ExecuteNonQueryAsync(cancellationToken) == 1 ? sample : null;
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
                logger.SampleMissed(exception);
            }
            var now = timeProvider.GetUtcNow();
            await Task.Delay(OverviewSample.SlotOf(now) + OverviewSample.Every - now, timeProvider, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    NpgsqlCommand Add(OverviewSample sample) => dataSource.CreateCommand(AddSql)
        .With("at", sample.At)
        .With("level", sample.Level.ToString().ToLowerInvariant())
        .With("acknowledged", sample.AcknowledgedPerSecond)
        .With("applied", sample.AppliedPerSecond)
        .With("rejected", sample.RejectedPerSecond)
        .With("outbox", sample.OutboxMessages)
        .With("outbox_age", sample.OutboxAgeSeconds)
        .With("queued", sample.QueuedMessages)
        .With("pending", sample.Pending)
        .With("oldest", sample.OldestPendingSeconds)
        .With("letters", sample.DeadLetters)
        .With("mails", sample.MailsPending);
}
