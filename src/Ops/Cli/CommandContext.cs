using System.CommandLine;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>What a command works with: what was asked, the operations, and where the answer goes.</summary>
/// <param name="Parse">The options and arguments.</param>
/// <param name="Services">The operations.</param>
/// <param name="Output">Takes the answer.</param>
/// <param name="CancellationToken">Ctrl-C.</param>
sealed record CommandContext(ParseResult Parse, IServiceProvider Services, CommandOutput Output, CancellationToken CancellationToken)
{
    public string Actor => Get(GlobalOptions.Actor)!;

    public T? Get<T>(Option<T> option) => Parse.GetValue(option);

    public T Get<T>(Argument<T> argument) => Parse.GetValue(argument)!;

    public T Use<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Finds the organisation that was named, if one was.</summary>
    public async Task<Organisation?> OrganisationOrNoneAsync(string? nameOrId) =>
        nameOrId is null ? null : await Use<OrganisationStore>().FindAsync(nameOrId, CancellationToken);

    /// <summary>Says something beside the answer, to standard error: with <c>--json</c> nothing but the answer is on standard output.</summary>
    public Task NoteAsync(string sentence) => Parse.InvocationConfiguration.Error.WriteLineAsync(sentence);

    /// <summary>Shows an answer: as JSON if that is wanted, else drawn.</summary>
    public int Show<T>(T answer, Func<T, IRenderable> draw)
    {
        if (Get(GlobalOptions.Json))
            Output.Json(answer);
        else
            Output.Console.Write(draw(answer));
        return 0;
    }

    /// <summary>Shows an answer, or with <c>--watch</c> the newest one again and again until Ctrl-C.</summary>
    public async Task<int> ShowAsync<T>(Option<int?> watch, Func<Task<T>> load, Func<T, IRenderable> draw)
    {
        if (Parse.GetResult(watch) is null)
            return Show(await load(), draw);
        if (Get(GlobalOptions.Json))
            throw new OpsException("--watch draws for people: leave out --json, or ask again and again without --watch.");
        await WatchAsync(TimeSpan.FromSeconds(Get(watch) ?? CommonOptions.WatchSeconds), load, draw);
        return 0;
    }

    /// <summary>Runs something long, and shows on a terminal how far it is.</summary>
    public Task<T> WithProgressAsync<T>(string what, Func<Action<int, int>, Task<T>> run) =>
        Output.Console.Profile.Capabilities.Interactive && !Get(GlobalOptions.Json)
            ? Output.Console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(progress => RunAsync(progress.AddTask(what), run))
            : run((_, _) => { });

    // Whoever watches a server come back is not to be sent away when it goes: only what nobody foresaw, or the first answer, ends it.
    async Task WatchAsync<T>(TimeSpan interval, Func<Task<T>> load, Func<T, IRenderable> draw)
    {
        var clock = Use<TimeProvider>();
        var (shown, at) = (draw(await load()), clock.GetUtcNow());
        // What matters most stands at the top; of what does not fit, the end is left out.
        await Output.Console.Live(shown).Cropping(VerticalOverflowCropping.Bottom).StartAsync(async live =>
        {
            while (await WaitAsync(interval, clock))
            {
                try
                {
                    (shown, at) = (draw(await load()), clock.GetUtcNow());
                    live.UpdateTarget(shown);
                }
                catch (Exception) when (CancellationToken.IsCancellationRequested)
                {
                    // Ctrl-C stopped the question; what is shown stays.
                }
                catch (Exception exception) when (ErrorSentences.OrNone(exception) is { } sentence)
                {
                    live.UpdateTarget(new Rows(new Markup($"[yellow]Not refreshed since {Words.Time(at)}: {Words.Text(sentence)}[/]\n"), shown));
                }
            }
        });
    }

    /// <returns>Whether to ask again; false: Ctrl-C.</returns>
    async Task<bool> WaitAsync(TimeSpan interval, TimeProvider clock)
    {
        await Task.Delay(interval, clock, CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !CancellationToken.IsCancellationRequested;
    }

    static Task<T> RunAsync<T>(ProgressTask task, Func<Action<int, int>, Task<T>> run) => run((done, total) =>
    {
        (task.MaxValue, task.Value) = (Math.Max(total, 1), done);
        task.Description = $"{Words.Count(done)} of {Words.Count(total)}";
    });
}
