using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Faults.Reporting;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>One round: Entra pushes, faults strike and heal, everything comes to rest, and is compared.</summary>
sealed class Round(FaultStage stage, FaultOptions options, TimeProvider timeProvider)
{
    const int FewestWaves = 2;
    const int MostPoison = 3;

    // The longest fault lasts for ten minutes, and whoever was refused meanwhile has to be provisioned afterwards.
    static readonly TimeSpan LongestInitialSync = TimeSpan.FromMinutes(40);

    /// <summary>Runs one round to its end.</summary>
    /// <param name="plan">What it is to do.</param>
    /// <param name="lines">Shows people what happens.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<RoundResult> RunAsync(RoundPlan plan, RoundLines lines, CancellationToken cancellationToken)
    {
        await stage.Pipeline.Fleet.ChangeAsync(plan.LosesMessages ? FaultSettings.Healing : FaultSettings.Strict, cancellationToken);
        stage.Poison.MayBeLost = plan.LosesMessages;
        stage.Crowd.BeginRound();
        var (before, started) = (stage.Crowd.Acknowledged, timeProvider.GetTimestamp());
        var strikes = plan.Faults.Select((fault, index) => (Fault: fault, Strike: new Strike(stage.Pipeline, stage.Poison, plan.Chance(index), options.Scale, lines.Say, timeProvider))).ToList();
        var striking = Task.WhenAll(strikes.Select(one => StrikeAsync(plan, one.Fault, one.Strike, cancellationToken)));
        await PushAsync(plan, striking, cancellationToken);
        await striking;
        var struck = timeProvider.GetElapsedTime(started);

        var differences = await stage.Rest.WaitAsync(lines.Wait, cancellationToken);
        var touched = stage.Crowd.Organisations.Sum(organisation => organisation.TouchUnanswered());
        if (touched > 0)
        {
            lines.Say($"{touched} changes had got no answer: Entra looks at those people again");
            await stage.Crowd.PushAsync(options.LongestRest, cancellationToken);
            var broken = differences.Where(PipelineComparison.IsBrokenPromise);
            differences = [.. broken.Union(await stage.Rest.WaitAsync(lines.Wait, cancellationToken))];
        }

        stage.Rest.Settle();
        var ends = stage.Pipeline.Fleet.Instances.SelectMany(instance => instance.TakeUnexpectedEnds()).ToList();
        foreach (var end in ends.Where(end => end.IsStandstill)) lines.Say($"{end.Instance} had ended itself, because its consumer stood still");
        return new(
            plan,
            [.. strikes.Select(one => (one.Fault, one.Strike.Told))],
            stage.Crowd.Acknowledged - before,
            touched,
            ends.Count(end => end.IsStandstill),
            struck,
            timeProvider.GetElapsedTime(started) - struck,
            [.. differences, .. strikes.SelectMany(one => one.Strike.Failures), .. ends.Where(end => end.WasReady && !end.IsStandstill).Select(end => new Difference(Guid.Empty, $"{end.Instance} ended by itself", "no", $"exit status {end.Status}: {end.Log}"))]);
    }

    /// <summary>Changes go on for as long as faults strike.</summary>
    async Task PushAsync(RoundPlan plan, Task striking, CancellationToken cancellationToken)
    {
        if (plan.Number == RoundPlan.InitialSync)
        {
            await stage.Crowd.PushAsync(LongestInitialSync, cancellationToken, everybody: true);
            return;
        }

        var random = plan.Chance(-1);
        for (var wave = 0; wave < FewestWaves || !striking.IsCompleted; wave++)
        {
            stage.Crowd.Change(plan.Number, wave, random);
            // What the broker loses together with its data cannot be among the dead letters.
            if (wave == 0 && !plan.LosesMessages) await stage.Poison.PublishAsync(random.Next(MostPoison), cancellationToken);
            await stage.Crowd.PushAsync(options.LongestRest, cancellationToken);
        }
    }

    async Task StrikeAsync(RoundPlan plan, Fault fault, Strike strike, CancellationToken cancellationToken)
    {
        await strike.LastAsync(strike.Length(0, 5), cancellationToken);
        if (plan.Number == RoundPlan.InitialSync)
            await Readiness.WaitAsync(_ => Task.FromResult(stage.Crowd.IsThirdAcknowledged), () => false, LongestInitialSync, cancellationToken);
        try
        {
            await fault.Run(strike, cancellationToken);
            strike.Say($"{fault.Name} is over");
        }
#pragma warning disable CA1031 // Whatever a fault of ours fails with, the run goes on, and says so in the end.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            strike.Fail(exception);
        }
    }
}
