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
    readonly Channel<Waiting> queue = Channel.CreateUnbounded<Waiting>();
    readonly CancellationTokenSource stopping = new();
    readonly Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> write;
    readonly Func<Exception, bool> harmsAll;
    readonly GroupCommitOptions options;
    readonly Task writers;

    /// <summary>Starts the writers.</summary>
    /// <param name="write">Writes a group in one transaction and returns one result an item, in the order of the items.</param>
    /// <param name="harmsAll">
    /// Whether a failure would meet each item alone as well (the database is away): then every caller of the group gets it. Any other
    /// failure of a group has its items written again one by one, so that only the bad one fails.
    /// </param>
    /// <param name="options">Size and number of groups.</param>
    public GroupCommit(
        Func<IReadOnlyList<TItem>, CancellationToken, Task<IReadOnlyList<TResult>>> write,
        Func<Exception, bool> harmsAll,
        GroupCommitOptions options)
    {
        (this.write, this.harmsAll, this.options) = (write, harmsAll, options);
        writers = Task.WhenAll(Enumerable.Range(0, options.MaxConcurrentGroups).Select(_ => Task.Run(WriteGroupsAsync)));
    }

    /// <summary>Writes one item, in a group with whatever else is waiting.</summary>
    /// <param name="item">What to write.</param>
    /// <param name="cancellationToken">Takes the item back if its group is not under way yet; afterwards it only stops the waiting.</param>
    /// <returns>The item's own result, once its group is committed.</returns>
    /// <exception cref="ObjectDisposedException">The process is stopping; nothing was written.</exception>
    public Task<TResult> WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(item, cancellationToken);
        ObjectDisposedException.ThrowIf(!queue.Writer.TryWrite(waiting), this);
        return waiting.Result.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Writes what is waiting, then stops.</summary>
    /// <returns>A task that ends when the last group is written.</returns>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writers;
        await stopping.CancelAsync();
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
        try
        {
            var results = await write([.. group.Select(waiting => waiting.Item)], stopping.Token);
            for (var i = 0; i < group.Count; i++)
                group[i].Result.TrySetResult(results[i]);
        }
        catch (Exception exception) when (group.Count == 1 || harmsAll(exception))
        {
            foreach (var waiting in group)
                waiting.Result.TrySetException(exception);
        }
        catch (Exception)
        {
            // One item spoilt the group, and its transaction wrote nothing: alone, each gets its own outcome.
            foreach (var waiting in group)
                await WriteGroupAsync([waiting]);
        }
    }

    sealed record Waiting(TItem Item, CancellationToken CancellationToken)
    {
        // Continuations run elsewhere: a caller's code must not hold up the next group.
        public TaskCompletionSource<TResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
