using System.CommandLine;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Tests.Cli;

public sealed class WatchTests : IDisposable
{
    readonly FakeTimeProvider clock = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    readonly StringWriter output = new();
    readonly TextWriter writer;
    readonly CancellationTokenSource stop = new();
    int asked;

    public WatchTests() => writer = TextWriter.Synchronized(output);

    public void Dispose()
    {
        output.Dispose();
        stop.Dispose();
    }

    [Fact]
    public async Task What_could_not_be_refreshed_stays_with_a_sentence_until_there_is_an_answer()
    {
        var watching = WatchAsync(number => number == 2 ? throw new OpsException("The broker [of tests] is away.") : Task.FromResult($"Answer {number}"));

        await ShowsAsync("Answer 1");
        await ShowsAsync("Not refreshed since 2026-11-30 12:00:00Z: The broker [of tests] is away.");
        await ShowsAsync("Answer 3");
        await stop.CancelAsync();

        Assert.Equal(0, await watching);
        Assert.Matches(@"Not refreshed since [^\n]+\s+Answer 1", Text);
    }

    [Theory]
    [InlineData("users", "show", "01890000-0000-7000-8000-000000000000")]
    [InlineData("invites", "list")]
    [InlineData("tokens", "list")]
    [InlineData("sync", "alerts")]
    [InlineData("audit", "list")]
    [InlineData("digests", "list")]
    public async Task What_changes_by_itself_can_be_watched(params string[] command)
    {
        var code = await OpsCommandLine.RunAsync(
            [.. command, "--watch", "--json", "--postgres", "Host=127.0.0.1;Port=1"], new InvocationConfiguration { Output = writer, Error = writer }, stop.Token);

        Assert.Equal(1, code);
        Assert.StartsWith("--watch draws for people", Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_first_answer_there_is_nothing_to_watch() =>
        await Assert.ThrowsAsync<OpsException>(() => WatchAsync(_ => throw new OpsException("The broker is away.")));

    [Fact]
    public async Task What_nobody_foresaw_ends_it()
    {
        var watching = WatchAsync(number => number == 2 ? throw new InvalidOperationException("a bug") : Task.FromResult("Answer"));

        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(watching.IsCompleted);
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<InvalidOperationException>(() => watching);
    }

    [Fact]
    public async Task Stopped_in_the_middle_of_a_question_it_ends_quietly()
    {
        var watching = WatchAsync(async number =>
        {
            if (number == 2)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop.Token);
            return $"Answer {number}";
        });
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(2, asked);
            return Task.CompletedTask;
        });

        await stop.CancelAsync();

        Assert.Equal(0, await watching);
        Assert.DoesNotContain("Not refreshed", Text, StringComparison.Ordinal);
    }

    string Text
    {
        get
        {
            // What a synchronized writer itself locks.
            lock (writer)
                return output.ToString();
        }
    }

    Task<int> WatchAsync(Func<int, Task<string>> load)
    {
        var watch = CommonOptions.Watch();
        var parse = new RootCommand { watch, GlobalOptions.Json }.Parse(["--watch", "1"]);
        var services = new ServiceCollection().AddSingleton<TimeProvider>(clock).BuildServiceProvider();
        var context = new CommandContext(parse, services, new CommandOutput(writer), stop.Token);
        return context.ShowAsync(watch, () => load(++asked), answer => new Markup($"{answer}\n"));
    }

    Task ShowsAsync(string text) => Eventually.HoldsAsync(() =>
    {
        if (!Text.Contains(text, StringComparison.Ordinal))
            clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains(text, Text, StringComparison.Ordinal);
        return Task.CompletedTask;
    });
}
