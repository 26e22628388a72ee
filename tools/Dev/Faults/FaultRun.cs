using System.Diagnostics;
using Blink.Pipeline.Dev.Faults.Kinds;
using Blink.Pipeline.Dev.Faults.Reporting;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>A run of the suite: one pipeline, one set of directories, round after round.</summary>
sealed class FaultRun(FaultOptions options, ServerPrograms programs, TimeProvider timeProvider)
{
    /// <summary>Runs it.</summary>
    /// <param name="progress">Gets one sentence for people at each step.</param>
    /// <param name="cancellationToken">Stops it, leaving nothing behind.</param>
    /// <returns>What became of each round, the first sync included.</returns>
    /// <exception cref="LocalServersException">Something cannot be had, built or started.</exception>
    public async Task<IReadOnlyList<RoundResult>> RunAsync(IProgress<string> progress, CancellationToken cancellationToken)
    {
        await using var stage = await FaultStage.StartAsync(options, programs, progress, timeProvider, cancellationToken);
        await using var report = await FaultReport.CreateAsync(options, stage.Pipeline, timeProvider, cancellationToken);
        var round = new Round(stage, options, timeProvider);
        var planner = new RoundPlanner(options.Seed, Faults(stage.Pipeline), inOrder: options.Only.Count > 0);
        var lines = new RoundLines(progress, timeProvider);

        progress.Report("Initial sync of every directory");
        var started = timeProvider.GetTimestamp();
        var first = options.StrikesInitialSync ? planner.Next() with { Number = RoundPlan.InitialSync } : new RoundPlan(RoundPlan.InitialSync, options.Seed, []);
        var results = new List<RoundResult> { await round.RunAsync(first, lines, cancellationToken) };
        lines.End(results[^1]);
        await report.AddAsync(results, cancellationToken);
        while (results.Count <= options.Rounds && timeProvider.GetElapsedTime(started) < options.Length)
        {
            var plan = planner.Next();
            lines.Begin(plan);
            results.Add(await round.RunAsync(plan, lines, cancellationToken));
            lines.End(results[^1]);
            await report.AddAsync(results, cancellationToken);
        }

        return results;
    }

    IReadOnlyList<Fault> Faults(FaultyPipeline pipeline) => options.Only.Count > 0
        ? [.. options.Only.Select(name => FaultCatalogue.Find(name) ?? throw new UnreachableException(name))]
        : [.. FaultCatalogue.All.Where(fault => (!fault.NeedsCluster || options.Nodes > 2) && (!fault.NeedsClocks || pipeline.Fleet.HasClocks))];
}
