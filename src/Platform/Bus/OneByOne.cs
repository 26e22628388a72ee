namespace Blink.Pipeline.Platform.Bus;

/// <summary>
/// Runs work one at a time: what has the fewest returns first, and what has equally many in an order that differs in every process.
/// </summary>
/// <param name="gathering">How long to wait for others before the first has its turn.</param>
/// <param name="settling">
/// How long each waits in its turn before it begins: what was done before it is acknowledged only after its turn, and would be returned
/// once more if the next one killed the process before that.
/// </param>
/// <param name="timeProvider">The clock.</param>
public sealed class OneByOne(TimeSpan gathering, TimeSpan settling, TimeProvider timeProvider)
{
    readonly Lock gate = new();
    readonly PriorityQueue<TaskCompletionSource, (long Returns, int Chance)> waiting = new();
    bool busy;

    /// <summary>Waits for its turn, and does the work.</summary>
    /// <param name="returns">How often the message was given back before.</param>
    /// <param name="work">What to do.</param>
    /// <param name="cancellationToken">Gives the turn up, if it has not come.</param>
    /// <returns>A task that ends as the work ends.</returns>
    /// <exception cref="OperationCanceledException">The turn was given up; nothing was done.</exception>
    public async Task RunAsync(long returns, Func<Task> work, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var givingUp = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        if (IsFirst(turn, returns))
        {
            await Task.Delay(gathering, timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            PassOn();
        }
        await turn.Task;
        try
        {
            await Task.Delay(settling, timeProvider, cancellationToken);
            await work();
        }
        finally
        {
            PassOn();
        }
    }

    bool IsFirst(TaskCompletionSource turn, long returns)
    {
        lock (gate)
        {
            waiting.Enqueue(turn, (returns, Random.Shared.Next()));
            if (busy)
                return false;
            return busy = true;
        }
    }

    void PassOn()
    {
        lock (gate)
        {
            while (waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                    return;
            }
            busy = false;
        }
    }
}
