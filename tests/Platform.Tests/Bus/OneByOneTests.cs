using System.Collections.Concurrent;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Platform.Tests.Bus;

public sealed class OneByOneTests
{
    static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    readonly FakeTimeProvider time = new();
    readonly List<int> done = [];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_returned_least_often_has_the_first_turn()
    {
        var turns = new OneByOne(Gathering, TimeSpan.Zero, time);
        var all = new[] { 7, 3, 5, 1 }.Select(returns => RunAsync(turns, returns)).ToArray();
        Assert.Empty(done);

        time.Advance(Gathering);
        await Task.WhenAll(all).WaitAsync(Token);

        Assert.Equal([1, 3, 5, 7], done);
    }

    [Fact]
    public async Task Equals_have_their_turns_in_another_order_each_time()
    {
        var firsts = new HashSet<int>();
        for (var life = 0; life < 100; life++)
        {
            done.Clear();
            var turns = new OneByOne(Gathering, TimeSpan.Zero, time);
            var all = Enumerable.Range(0, 4).Select(name => RunAsync(turns, returns: 2, name)).ToArray();
            time.Advance(Gathering);
            await Task.WhenAll(all).WaitAsync(Token);
            firsts.Add(done[0]);
        }

        Assert.Equal(4, firsts.Count);
    }

    [Fact]
    public async Task The_next_begins_only_when_what_was_done_before_has_been_acknowledged()
    {
        var settling = TimeSpan.FromMilliseconds(50);
        var turns = new OneByOne(Gathering, settling, time);
        var began = new ConcurrentQueue<DateTimeOffset>();
        var all = Task.WhenAll(Enumerable.Range(0, 3).Select(_ => turns.RunAsync(2, () =>
        {
            began.Enqueue(time.GetUtcNow());
            return Task.CompletedTask;
        }, Token)));

        time.Advance(Gathering);
        await Eventually.HoldsAsync(() =>
        {
            time.Advance(settling / 5);
            Assert.True(all.IsCompleted);
            return Task.CompletedTask;
        });

        Assert.All(began.Zip(began.Skip(1)), turn => Assert.True(turn.Second - turn.First >= settling));
    }

    [Fact]
    public async Task Only_one_is_at_work()
    {
        var turns = new OneByOne(TimeSpan.Zero, TimeSpan.Zero, TimeProvider.System);
        var (now, most) = (0, 0);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => turns.RunAsync(2, async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Yield();
            Interlocked.Decrement(ref now);
        }, Token)));

        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Who_fails_or_gives_up_holds_up_nobody()
    {
        var turns = new OneByOne(Gathering, TimeSpan.Zero, time);
        using var change = new CancellationTokenSource();
        var failing = turns.RunAsync(1, () => throw new InvalidDataException(), Token);
        var givingUp = turns.RunAsync(2, () => throw new InvalidDataException(), change.Token);
        var last = RunAsync(turns, 3);

        await change.CancelAsync();
        time.Advance(Gathering);

        await Assert.ThrowsAsync<InvalidDataException>(() => failing);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givingUp);
        await last.WaitAsync(Token);
        Assert.Equal([3], done);
    }

    [Fact]
    public async Task Who_comes_when_all_are_done_has_its_turn_as_well()
    {
        var turns = new OneByOne(Gathering, TimeSpan.Zero, time);
        var first = RunAsync(turns, 2);
        time.Advance(Gathering);
        await first.WaitAsync(Token);

        var second = RunAsync(turns, 4);
        time.Advance(Gathering);
        await second.WaitAsync(Token);

        Assert.Equal([2, 4], done);
    }

    Task RunAsync(OneByOne turns, int returns, int? name = null) => turns.RunAsync(returns, () =>
    {
        done.Add(name ?? returns);
        return Task.CompletedTask;
    }, Token);
}
