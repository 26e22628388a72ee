using System.Threading.Channels;

namespace Blink.Pipeline.Platform.GroupCommits;

/// <summary>
/// Turns many concurrent single-item writes into few group writes: what arrives while a group is being written becomes the next
/// group. There is no timer: an item that finds no group under way is written at once.
/// </summary>
/// <typeparam name="TItem">What a caller wants written.</typeparam>
/// <typeparam name="TResult">What that caller gets back.</typeparam>
public sealed class GroupCommit<TItem, TResult> : IAsyncDisposable
{
    readonly Channel<Waiting> queue;
    readonly CancellationTokenSource stopping = new();
    readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> write;
    readonly Func<Exception, bool> harmsAll;
    readonly GroupCommitOptions options;
    readonly TimeProvider timeProvider;
    readonly Task writers;
    volatile bool stopped;
    ITimer? graceEnds;

    /// <summary>Starts the writers.</summary>
    /// <param name="write">Writes a group in one transaction and returns one result an item, in the order of the items.</param>
    /// <param name="harmsAll">
    /// Whether a failure would meet each item alone as well (the database is away): then every caller of the group gets it. Any other
    /// failure of a group has its items written again one by one, so that only the bad one fails.
    /// </param>
    /// <param name="options">Size and number of groups.</param>
    /// <param name="timeProvider">The clock.</param>
    public GroupCommit(
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> write,
        Func<Exception, bool> harmsAll,
        GroupCommitOptions options,
        TimeProvider timeProvider)
    {
        (this.write, this.harmsAll, this.options, this.timeProvider) = (write, harmsAll, options, timeProvider);
        queue = Channel.CreateBounded<Waiting>(options.MaxWaiting);
        writers = Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentGroups).Select(_ => Task.Run(WriteGroupsAsync)));
    }

    /// <summary>How many items wait for their group; one that is taken back counts until its turn.</summary>
    public int WaitingCount => queue.Reader.Count;

    /// <summary>Writes one item, in a group with whatever else is waiting.</summary>
    /// <param name="item">What to write.</param>
    /// <param name="cancellationToken">Takes the item back if its group is not under way yet; afterwards it only stops the waiting.</param>
    /// <returns>The item's own result, once its group is committed.</returns>
    /// <exception cref="ObjectDisposedException">
    /// The process is stopping; nothing was written, unless the grace period ended during the commit.
    /// </exception>
    /// <exception cref="GroupCommitFullException">Too many wait already; nothing was written.</exception>
    public Task<TResult> WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item, cancellationToken);
        if (!queue.Writer.TryWrite(waiting))
            throw stopped ? new ObjectDisposedException(GetType().FullName) : new GroupCommitFullException();
        return waiting.Result.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Says that the process is about to stop: the grace period begins. What comes now is written as before; what is not written when
    /// the period ends is cancelled, so that whoever waits for it can still be told.
    /// </summary>
    public void BeginGracePeriod()
    {
        lock (stopping)
            graceEnds ??= timeProvider.CreateTimer(_ => stopping.Cancel(), null, options.GracePeriod, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Writes what is waiting, then stops; what is not written when the grace period ends is cancelled.</summary>
    /// <returns>A task that ends when the last group is written or cancelled.</returns>
    public async ValueTask DisposeAsync()
    {
        stopped = true;
        queue.Writer.TryComplete();
        BeginGracePeriod();
        await using (graceEnds)
            await writers;
        stopping.Dispose();
    }

    async Task WriteGroupsAsync()
    {
        while (await queue.Reader.WaitToReadAsync())
        {
            var group = TakeGroup();
            if (group.Count > 0)
                await WriteGroupAsync(group);
        }
    }

    List<Waiting> TakeGroup()
    {
        var group = new List<Waiting>();
        while (group.Count < options.MaxGroupSize && queue.Reader.TryRead(out var waiting))
        {
            if (!waiting.CancellationToken.IsCancellationRequested)
                group.Add(waiting);
        }
        return group;
    }

    async Task WriteGroupAsync(List<Waiting> group)
    {
        if (await TryWriteAsync(group) is not { } failure)
            return;
        if (group.Count == 1 || HarmsAll(failure))
            Fail(group, failure);
        else
            await WriteOneByOneAsync(group);
    }

    // One item spoilt the group, and its transaction wrote nothing: alone, each gets its own outcome.
    async Task WriteOneByOneAsync(List<Waiting> group)
    {
        for (var i = 0; i < group.Count; i++)
        {
            if (await TryWriteAsync([group[i]]) is not { } failure)
                continue;
            if (HarmsAll(failure))
            {
                // Each further try would cost its own timeout, and meanwhile nobody else is written.
                Fail(group[i..], failure);
                return;
            }
            Fail([group[i]], failure);
        }
    }

    async Task<Exception?> TryWriteAsync(List<Waiting> group)
    {
        try
        {
            var results = await write([.. group.Select(waiting => waiting.Item)], stopping.Token);
            for (var i = 0; i < group.Count; i++)
                group[i].Result.TrySetResult(results[i]);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new ObjectDisposedException(GetType().FullName);
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    bool HarmsAll(Exception failure) => stopping.IsCancellationRequested || harmsAll(failure);

    static void Fail(List<Waiting> group, Exception failure)
    {
        foreach (var waiting in group)
            waiting.Result.TrySetException(failure);
    }

    sealed record Waiting(TItem Item, CancellationToken CancellationToken)
    {
        // Continuations run elsewhere: a caller's code must not hold up the next group.
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
