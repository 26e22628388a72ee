using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.AsyncRequests;

/// <summary>
/// Lets requests wait for what the worker decides. One query every so often asks for all of them, and none is asked while nobody waits;
/// a request that waits holds no thread.
/// </summary>
sealed class OutcomeWait(
    AsyncRequestStore store,
    IOptions<AsyncRequestOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider timeProvider,
    ILogger<OutcomeWait> logger) : BackgroundService
{
    readonly ConcurrentDictionary<AsyncRequestKey, TaskCompletionSource<RecordedRequest>> waiting = new();
    int count;

    /// <summary>How many requests wait.</summary>
    public int Count => count;

    /// <summary>Waits until a request is complete.</summary>
    /// <param name="key">The request, already committed.</param>
    /// <param name="longest">How long at most.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The completed request; null: it is not complete in that time, too many wait already, or the process is stopping.</returns>
    public async Task<RecordedRequest?> ForAsync(AsyncRequestKey key, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref count) > options.Value.MaxWaiting)
                return null;
            // Continuations run elsewhere: one request's answer must not hold up those of the others.
            var completed = waiting.GetOrAdd(key, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
            return await completed.Task.WaitAsync(longest, timeProvider, either.Token);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            waiting.TryRemove(key, out _);
            Interlocked.Decrement(ref count);
        }
    }

    /// <summary>Looks once for the decisions that are waited for.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many requests wait no longer.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (waiting.IsEmpty)
            return 0;
        var requests = await store.FindAsync([.. waiting.Keys], cancellationToken);
        return requests.Count(request =>
            request.Outcome is not null && waiting.TryGetValue(request.Key, out var completed) && completed.TrySetResult(request));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryRunOnceAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Those that wait are answered 202.
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
            logger.OutcomesNotRead(exception, count);
        }
    }
}
