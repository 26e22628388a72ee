using System.Diagnostics;
using Blink.Pipeline.Dev.Faults.Kinds;
using Blink.Pipeline.Dev.Faults.Organisations;
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
        await using var pipeline = await FaultyPipeline.StartAsync(options, programs, progress, timeProvider, cancellationToken);
        using var crowd = await Crowd.CreateAsync(pipeline, options, timeProvider);
        var poison = new Poison(pipeline.Servers.RabbitMq, timeProvider);
        var rest = new Rest(pipeline, crowd, poison, timeProvider);
        var round = new Round(pipeline, crowd, poison, rest, options, timeProvider);
        await using var report = await FaultReport.CreateAsync(options, pipeline, timeProvider, cancellationToken);
        var planner = new RoundPlanner(options.Seed, Faults(pipeline), inOrder: options.Only.Count > 0);
        var lines = new RoundLines(progress, timeProvider);

        progress.Report("Initial sync of every directory");
        var started = timeProvider.GetTimestamp();
        var results = new List<RoundResult> { await InitialAsync(crowd, rest, lines, cancellationToken) };
        await report.AddAsync(results[0], cancellationToken);
        while (results.Count <= options.Rounds && timeProvider.GetElapsedTime(started) < options.Length)
        {
            var plan = planner.Next();
            lines.Begin(plan);
            var result = await round.RunAsync(plan, lines, cancellationToken);
            lines.End(result);
            results.Add(result);
            await report.AddAsync(result, cancellationToken);
        }

        await report.CompleteAsync(results, cancellationToken);
        return results;
    }

    async Task<RoundResult> InitialAsync(Crowd crowd, Rest rest, RoundLines lines, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        await crowd.PushAsync(options.LongestRest, cancellationToken, everybody: true);
        var pushed = timeProvider.GetElapsedTime(started);
        var differences = await rest.WaitAsync(options.LongestRest, lines.Wait, cancellationToken);
        var result = new RoundResult(new RoundPlan(0, options.Seed, []), [], crowd.Acknowledged, 0, pushed, timeProvider.GetElapsedTime(started) - pushed, differences);
        lines.End(result);
        return result;
    }

    IReadOnlyList<Fault> Faults(FaultyPipeline pipeline) => options.Only.Count > 0
        ? [.. options.Only.Select(name => FaultCatalogue.Find(name) ?? throw new UnreachableException(name))]
        : [.. FaultCatalogue.All.Where(fault => (!fault.NeedsCluster || options.Nodes > 2) && (!fault.NeedsClocks || pipeline.Fleet.HasClocks))];
}
