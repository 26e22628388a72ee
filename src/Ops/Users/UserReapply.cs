using System.Data;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker.Reconciling;
using Npgsql;

namespace Blink.Pipeline.Ops.Users;

/// <summary>
/// Apply again: has the worker decide anew on users at their newest version, through its own outbox. What was asked for is audited in the
/// commit of the first commands. Many go in steps, and each step waits until the worker's relay has published the one before: fresh
/// changes wait for no more than a step.
/// </summary>
sealed class UserReapply(NpgsqlDataSource dataSource, AuditLog audit, TimeProvider timeProvider)
{
    /// <summary>How many commands are queued at once.</summary>
    public const int StepSize = 500;

    const int Tries = 5;

    // A relay that works takes a step in seconds; nobody waits for one that does not.
    static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(1);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Has one user applied again.</summary>
    /// <param name="scimUserId">The SCIM user.</param>
    /// <param name="reason">Why; null: not said.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; nothing is queued then.</param>
    /// <returns>One of one.</returns>
    /// <exception cref="OpsException">There is no such user.</exception>
    public async Task<ApplyAgainResult> ApplyAsync(Guid scimUserId, string? reason, string actor, CancellationToken cancellationToken)
    {
        await using var finding = dataSource.CreateCommand("SELECT organisation_id FROM scim.desired_users WHERE scim_user_id = @user")
            .With("user", scimUserId);
        if (await finding.ExecuteScalarAsync(cancellationToken) is not Guid organisationId)
            throw new OpsException($"There is no SCIM user {scimUserId}: 'users search' finds one by name, e-mail or employee id.");
        NpgsqlBatchCommand Record() => audit.Record(actor, "user.applied-again", $"user:{scimUserId}", new { organisationId, reason });
        return new ApplyAgainResult(1, await QueueAsync([scimUserId], Record, cancellationToken));
    }

    /// <summary>Has many users applied again, step by step.</summary>
    /// <param name="scimUsers">The SCIM users.</param>
    /// <param name="record">Makes the audit record of what was asked for.</param>
    /// <param name="progress">Is told how many are queued so far, and of how many.</param>
    /// <param name="cancellationToken">Stops it after the step under way.</param>
    /// <returns>How many were queued, and how many were left.</returns>
    public async Task<ApplyAgainResult> ApplyAsync(
        IReadOnlyList<Guid> scimUsers, Func<NpgsqlBatchCommand> record, Action<int, int> progress, CancellationToken cancellationToken)
    {
        var (queued, left) = (0, scimUsers.Count);
        foreach (var (number, step) in scimUsers.Chunk(StepSize).Index())
        {
            if (number > 0 && !await IsPublishedAsync(cancellationToken))
                break;
            queued += await QueueAsync(step, number == 0 ? record : null, CancellationToken.None);
            left -= step.Length;
            progress(queued, scimUsers.Count);
        }
        return new ApplyAgainResult(scimUsers.Count, queued, left);
    }

    // A step once begun is finished: it is one short commit, of which one has to know whether it was made.
    async Task<int> QueueAsync(Guid[] scimUsers, Func<NpgsqlBatchCommand>? record, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await QueueOnceAsync(scimUsers, record, cancellationToken);
            }
            catch (PostgresException exception) when (PostgresErrors.IsConflict(exception) && attempt < Tries)
            {
                // The worker decides on the same users just now, and locks them in an order of its own.
            }
        }
    }

    async Task<int> QueueOnceAsync(Guid[] scimUsers, Func<NpgsqlBatchCommand>? record, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var queue = ApplyAgain.Queue(scimUsers);
        batch.BatchCommands.Add(queue);
        if (record is not null)
            batch.BatchCommands.Add(record());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (int)queue.RecordsAffected;
    }

    // Until the relay has taken the step before; false: stopped, or it does not.
    async Task<bool> IsPublishedAsync(CancellationToken cancellationToken)
    {
        var since = timeProvider.GetTimestamp();
        while (!cancellationToken.IsCancellationRequested && timeProvider.GetElapsedTime(since) < LongestStep)
        {
            await using var busy = dataSource.CreateCommand(ApplyAgain.BusySql);
            if (await busy.ExecuteScalarAsync(CancellationToken.None) is not true)
                return true;
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        return false;
    }
}
