using Blink.Pipeline.Platform.GroupCommits;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Platform.Tests.GroupCommits;

public sealed class GroupCommitTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_first_item_is_written_at_once()
    {
        await using var writer = new GatedWriter();

        var result = writer.Commit.WriteAsync(1, Cancelled);
        writer.Open();

        Assert.Equal(10, await result);
        Assert.Equal([1], Assert.Single(writer.Groups));
    }

    [Fact]
    public async Task What_arrives_while_a_group_is_written_becomes_the_next_group()
    {
        await using var writer = new GatedWriter();
        var first = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();

        var later = new[] { 2, 3, 4 }.Select(item => writer.Commit.WriteAsync(item, Cancelled)).ToArray();
        writer.Open();
        writer.Open();

        Assert.Equal(10, await first);
        Assert.Equal(new[] { 20, 30, 40 }, await Task.WhenAll(later));
        Assert.Equal([[1], [2, 3, 4]], writer.Groups);
    }

    [Fact]
    public async Task A_group_holds_no_more_than_its_limit()
    {
        await using var writer = new GatedWriter(maxGroupSize: 2);
        var first = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();

        var later = new[] { 2, 3, 4 }.Select(item => writer.Commit.WriteAsync(item, Cancelled)).ToArray();
        for (var group = 0; group < 3; group++)
            writer.Open();

        await first;
        await Task.WhenAll(later);
        Assert.Equal([[1], [2, 3], [4]], writer.Groups);
    }

    [Fact]
    public async Task An_item_taken_back_in_time_is_not_written()
    {
        await using var writer = new GatedWriter();
        var first = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();
        using var change = new CancellationTokenSource();

        var taken = writer.Commit.WriteAsync(2, change.Token);
        await change.CancelAsync();
        var kept = writer.Commit.WriteAsync(3, Cancelled);
        writer.Open();
        writer.Open();

        await Task.WhenAll(first, kept);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => taken);
        Assert.Equal([[1], [3]], writer.Groups);
    }

    [Fact]
    public async Task Stopping_writes_what_is_waiting_and_refuses_what_comes_later()
    {
        var writer = new GatedWriter();
        var first = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();
        var waiting = writer.Commit.WriteAsync(2, Cancelled);

        var stopped = writer.Commit.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.Commit.WriteAsync(3, Cancelled));
        writer.Open();
        writer.Open();
        await stopped;

        Assert.Equal(new[] { 10, 20 }, await Task.WhenAll(first, waiting));
    }

    [Fact]
    public async Task What_is_too_much_is_refused_and_what_comes_later_is_written()
    {
        await using var writer = new GatedWriter(maxWaiting: 2);
        var first = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();
        var waiting = new[] { 2, 3 }.Select(item => writer.Commit.WriteAsync(item, Cancelled)).ToArray();

        await Assert.ThrowsAsync<GroupCommitFullException>(() => writer.Commit.WriteAsync(4, Cancelled));
        Assert.Equal(2, writer.Commit.WaitingCount);
        writer.Open();
        writer.Open();
        Assert.Equal(new[] { 10, 20, 30 }, await Task.WhenAll([first, .. waiting]));

        var later = writer.Commit.WriteAsync(5, Cancelled);
        writer.Open();
        Assert.Equal(50, await later);
        Assert.Equal([[1], [2, 3], [5]], writer.Groups);
    }

    [Fact]
    public async Task A_stop_waits_no_longer_than_the_grace_period()
    {
        var time = new FakeTimeProvider();
        var writer = new GatedWriter(timeProvider: time);
        var written = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();
        var waiting = new[] { 2, 3 }.Select(item => writer.Commit.WriteAsync(item, Cancelled)).ToArray();

        var stopped = writer.Commit.DisposeAsync().AsTask();
        time.Advance(new GroupCommitOptions().GracePeriod - TimeSpan.FromTicks(1));
        writer.Open();
        await writer.StartedAsync();
        Assert.False(stopped.IsCompleted);
        time.Advance(TimeSpan.FromTicks(1));
        await stopped.WaitAsync(Cancelled);

        Assert.Equal(10, await written);
        foreach (var result in waiting)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => result);
    }

    [Fact]
    public async Task In_the_grace_period_what_comes_is_written_and_after_it_each_is_told_that_it_is_not()
    {
        var time = new FakeTimeProvider();
        var writer = new GatedWriter(timeProvider: time);
        var before = writer.Commit.WriteAsync(1, Cancelled);
        await writer.StartedAsync();
        writer.Commit.BeginGracePeriod();
        var during = writer.Commit.WriteAsync(2, Cancelled);
        writer.Open();
        writer.Open();
        Assert.Equal(new[] { 10, 20 }, await Task.WhenAll(before, during));

        var late = writer.Commit.WriteAsync(3, Cancelled);
        time.Advance(new GroupCommitOptions().GracePeriod);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => late);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writer.Commit.WriteAsync(4, Cancelled));
        await writer.DisposeAsync();
    }

    [Fact]
    public async Task A_failure_that_harms_all_ends_the_writing_one_by_one()
    {
        var calls = new List<int[]>();
        using var started = new SemaphoreSlim(0);
        using var gate = new SemaphoreSlim(0);
        await using var commit = new GroupCommit<int, int>(
            async (group, cancellationToken) =>
            {
                calls.Add([.. group]);
                started.Release();
                await gate.WaitAsync(cancellationToken);
                return group switch
                {
                    [0 or 1] => [.. group],
                    { Count: 1 } => throw new TimeoutException(),
                    _ => throw new InvalidDataException(),
                };
            },
            exception => exception is TimeoutException,
            new GroupCommitOptions(),
            TimeProvider.System);
        var first = commit.WriteAsync(0, Cancelled);
        await started.WaitAsync(Cancelled);
        var group = Enumerable.Range(1, 50).Select(item => commit.WriteAsync(item, Cancelled)).ToArray();

        gate.Release(100);

        Assert.Equal(0, await first);
        Assert.Equal(1, await group[0]);
        foreach (var result in group[1..])
            await Assert.ThrowsAsync<TimeoutException>(() => result);
        Assert.Equal([1, 50, 1, 1], calls.Select(call => call.Length));
    }

    [Fact]
    public async Task A_failure_that_harms_all_is_given_to_each_and_not_tried_one_by_one()
    {
        var calls = 0;
        await using var commit = new GroupCommit<int, int>(
            (group, _) =>
            {
                calls++;
                throw new TimeoutException();
            },
            exception => exception is TimeoutException,
            new GroupCommitOptions(),
            TimeProvider.System);

        var results = Enumerable.Range(0, 50).Select(item => commit.WriteAsync(item, Cancelled)).ToArray();

        foreach (var result in results)
            await Assert.ThrowsAsync<TimeoutException>(() => result);
        Assert.InRange(calls, 1, results.Length - 1);
    }

    [Fact]
    public void Each_caller_gets_its_own_result_and_only_the_bad_items_fail() =>
        Gen.Select(Gen.Int[0, 100].Array[0, 200], Gen.Int[1, 20], Gen.Int[1, 4]).Sample((items, maxGroupSize, writers) =>
        {
            var commit = new GroupCommit<int, int>(
                async (group, cancellationToken) =>
                {
                    await Task.Yield();
                    return group.Any(IsBad) ? throw new InvalidDataException() : [.. group.Select(item => item * 10)];
                },
                _ => false,
                new GroupCommitOptions { MaxGroupSize = maxGroupSize, MaxConcurrentGroups = writers },
                TimeProvider.System);
            Task.Run(async () =>
            {
                var results = items.Select(item => (Item: item, Result: commit.WriteAsync(item, Cancelled))).ToArray();
                foreach (var (item, result) in results)
                {
                    if (IsBad(item))
                        await Assert.ThrowsAsync<InvalidDataException>(() => result);
                    else
                        Assert.Equal(item * 10, await result);
                }
                await commit.DisposeAsync();
            }, Cancelled).GetAwaiter().GetResult();
        }, iter: 100);

    static bool IsBad(int item) => item % 17 == 3;

    /// <summary>A writer that holds each group until the test opens the gate.</summary>
    sealed class GatedWriter : IAsyncDisposable
    {
        readonly SemaphoreSlim started = new(0);
        readonly SemaphoreSlim gate = new(0);

        public GatedWriter(int maxGroupSize = 100, int maxWaiting = 100, TimeProvider? timeProvider = null) =>
            Commit = new GroupCommit<int, int>(
                WriteAsync,
                _ => false,
                new GroupCommitOptions { MaxGroupSize = maxGroupSize, MaxWaiting = maxWaiting },
                timeProvider ?? TimeProvider.System);

        public GroupCommit<int, int> Commit { get; }

        public List<int[]> Groups { get; } = [];

        public Task StartedAsync() => started.WaitAsync(Cancelled);

        public void Open() => gate.Release();

        public async ValueTask DisposeAsync()
        {
            await Commit.DisposeAsync();
            started.Dispose();
            gate.Dispose();
        }

        async Task<IReadOnlyList<int>> WriteAsync(IReadOnlyList<int> items, CancellationToken cancellationToken)
        {
            started.Release();
            await gate.WaitAsync(cancellationToken);
            Groups.Add([.. items]);
            return [.. items.Select(item => item * 10)];
        }
    }
}
