using Blink.Pipeline.Dev.Running;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Dev.Tests.Running;

public sealed class OwnExitsTests
{
    const int Killed = 128 + 9;
    const int Aborted = 128 + 6;

    readonly FakeTimeProvider time = new();
    readonly OwnExits exits;

    public OwnExitsTests() => exits = new(time);

    [Fact]
    public void A_process_that_is_killed_is_never_given_up() => Assert.All(Enumerable.Range(0, 100), _ => Assert.False(exits.IsHopelessAfter(Killed)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Aborted)]
    [InlineData(null)]
    public void Five_exits_of_its_own_within_a_minute_are_hopeless(int? status)
    {
        Assert.Equal([false, false, false, false, true], Ends(TimeSpan.FromSeconds(15), status, status, status, status, status));
    }

    [Fact]
    public void Five_exits_over_more_than_a_minute_are_not() =>
        Assert.DoesNotContain(true, Ends(TimeSpan.FromSeconds(16), 1, 1, 1, 1, 1, 1, 1, 1));

    [Fact]
    public void A_kill_in_between_begins_the_count_anew() =>
        Assert.DoesNotContain(true, Ends(TimeSpan.FromSeconds(1), 1, 1, 1, 1, Killed, 1, 1, 1, 1));

    List<bool> Ends(TimeSpan apart, params int?[] statuses)
    {
        var answers = new List<bool>();
        foreach (var status in statuses)
        {
            answers.Add(exits.IsHopelessAfter(status));
            time.Advance(apart);
        }
        return answers;
    }
}
