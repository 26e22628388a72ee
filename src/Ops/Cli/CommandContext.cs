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
        var interval = TimeSpan.FromSeconds(Get(watch) ?? CommonOptions.WatchSeconds);
        var first = draw(await load());
        await Output.Console.Live(first).StartAsync(async live =>
        {
            while (!CancellationToken.IsCancellationRequested)
            {
                await Task.Delay(interval, Use<TimeProvider>(), CancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!CancellationToken.IsCancellationRequested)
                    live.UpdateTarget(draw(await load()));
            }
        });
        return 0;
    }

    /// <summary>Runs something long, and shows on a terminal how far it is.</summary>
    public Task<T> WithProgressAsync<T>(string what, Func<Action<int, int>, Task<T>> run) =>
        Output.Console.Profile.Capabilities.Interactive && !Get(GlobalOptions.Json)
            ? Output.Console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(progress => RunAsync(progress.AddTask(what), run))
            : run((_, _) => { });

    static Task<T> RunAsync<T>(ProgressTask task, Func<Action<int, int>, Task<T>> run) => run((done, total) =>
    {
        (task.MaxValue, task.Value) = (Math.Max(total, 1), done);
        task.Description = $"{Words.Count(done)} of {Words.Count(total)}";
    });
}
