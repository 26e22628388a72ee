using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Reconciling;

/// <summary>
/// Compares desired with recorded versions and sends commands again for users that stayed behind, whatever the reason: a lost message,
/// a wiped broker, a defect mended since. Rejected users are tried again every so often.
/// </summary>
sealed class Reconciler(
    NpgsqlDataSource dataSource,
    OutboxSignal outboxSignal,
    IOptions<ReconcilerOptions> options,
    ProvisioningMetrics metrics,
    TimeProvider timeProvider,
    ILogger<Reconciler> logger) : BackgroundService
{
    // A look at a million users takes longer than Npgsql's 30 seconds on a cold disk, and would be cut off again the next time.
    static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(10);

    // In memory: a process that starts knows nothing, and looks at every user once.
    DateTimeOffset lookedUntil;
    DateTimeOffset lookedAtAll;

    // How far a look at every user has come, and when it began; null: none is under way.
    (Guid To, DateTimeOffset Since)? walk;

    /// <summary>Whether the last batch was full, so that there may be more to send.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Sends one batch again, unless half of the last one has still to be done.</summary>
    /// <param name="cancellationToken">Stops it; nothing is sent then.</param>
    /// <returns>How many commands were sent again.</returns>
    public async Task<int> LookAsync(CancellationToken cancellationToken)
    {
        await using var busy = dataSource.CreateCommand(ResendStatements.Busy)
            .With("now", timeProvider.GetUtcNow())
            .With("overdue", options.Value.Overdue)
            .With("most", Math.Max(1, options.Value.BatchSize / 2));
        return await busy.ExecuteScalarAsync(cancellationToken) is true ? 0 : await RunOnceAsync(cancellationToken);
    }

    /// <summary>Sends one batch again, whatever became of the last one.</summary>
    /// <param name="cancellationToken">Stops it; nothing is sent then.</param>
    /// <returns>How many commands were sent again; 0 also while another worker is looking.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        // Also when the clock was set back: what happened in between may lie in what is now the future.
        if (now - lookedAtAll >= options.Value.FullLookEvery || now < lookedAtAll)
            walk ??= (Guid.Empty, now);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var take = new NpgsqlCommand(ResendStatements.Lock, connection);
        if (await take.ExecuteScalarAsync(cancellationToken) is not true)
            return 0;
        await using var forget = new NpgsqlCommand(ResendStatements.Forget, connection) { CommandTimeout = (int)LongestLook.TotalSeconds };
        await forget.ExecuteNonQueryAsync(cancellationToken);
        await using var resend = Resend(connection, now);
        var sent = await resend.ReadAsync(
            row => new Resend(row.GetGuid(0), row.GetGuid(1), row.GetInt64(2), row.GetString(3)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Advance(sent, now);
        Report(sent);
        return sent.Count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // After an outage the queue holds what seems overdue: first its commands have their turn.
        await DelayAsync(options.Value.Overdue, stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
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
                logger.ReconcilerWaits(exception);
            }
            await DelayAsync(HasMore ? options.Value.Pace : options.Value.Interval, stoppingToken);
        }
    }

    async Task DelayAsync(TimeSpan delay, CancellationToken stoppingToken) =>
        await Task.Delay(delay, timeProvider, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    NpgsqlCommand Resend(NpgsqlConnection connection, DateTimeOffset now) =>
        new NpgsqlCommand(walk is null ? ResendStatements.Changed : ResendStatements.All, connection) { CommandTimeout = (int)LongestLook.TotalSeconds }
        .With("since", lookedUntil)
        .With("walked_to", walk?.To ?? Guid.Empty)
        .With("until", now - options.Value.Overdue)
        .With("overdue", options.Value.Overdue)
        .With("rejected_until", now - options.Value.RetryRejectedAfter)
        .With("limit", options.Value.BatchSize)
        .With("now", now);

    // A full batch may have left some behind: a walk goes on from its last one, and other looks find those next that are left.
    void Advance(List<Resend> sent, DateTimeOffset now)
    {
        var behind = sent.Where(resend => resend.Cause is Reconciling.Resend.Lost or Reconciling.Resend.Region).ToList();
        var isFull = behind.Count >= options.Value.BatchSize;
        HasMore = sent.Count >= options.Value.BatchSize;
        if (isFull && walk is { } under)
            walk = under with { To = behind[^1].ScimUserId };
        if (isFull)
            return;
        // Who changed while the walk had passed already is found by the next look.
        lookedUntil = (walk?.Since ?? now) - options.Value.Overdue;
        if (walk is { } over)
            (walk, lookedAtAll) = (null, over.Since);
    }

    void Report(List<Resend> sent)
    {
        if (sent.Count == 0)
            return;
        // On a healthy day there is none of these.
        foreach (var (organisation, user, version, cause) in sent.Where(resend => resend.Cause is Reconciling.Resend.Lost or Reconciling.Resend.StillBehind))
            logger.CommandWasLost(organisation, user, version, cause);
        foreach (var group in sent.GroupBy(resend => resend.Cause))
        {
            var count = group.Count();
            logger.Resent(count, group.Key);
            metrics.Resent(count, group.Key);
        }
        outboxSignal.Set();
    }
}
