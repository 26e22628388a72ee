using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Faults.Organisations;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>What faults strike at, and what is compared afterwards: one pipeline with its organisations, for a whole run.</summary>
sealed class FaultStage : IAsyncDisposable
{
    FaultStage(FaultyPipeline pipeline, Crowd crowd, FaultOptions options, TimeProvider timeProvider)
    {
        (Pipeline, Crowd) = (pipeline, crowd);
        Poison = new Poison(pipeline.Servers.RabbitMq, timeProvider);
        Rest = new Rest(pipeline, crowd, Poison, options, timeProvider);
    }

    public FaultyPipeline Pipeline { get; }

    public Crowd Crowd { get; }

    public Poison Poison { get; }

    public Rest Rest { get; }

    /// <summary>Builds and starts everything. The directories are not provisioned yet.</summary>
    /// <param name="options">How large it is, and where.</param>
    /// <param name="programs">Where the servers come from.</param>
    /// <param name="progress">Gets one sentence for people at each step.</param>
    /// <param name="timeProvider">The clock of the suite itself.</param>
    /// <param name="cancellationToken">Stops it, leaving nothing behind.</param>
    /// <exception cref="LocalServersException">Something cannot be had, built or started.</exception>
    public static async Task<FaultStage> StartAsync(
        FaultOptions options, ServerPrograms programs, IProgress<string> progress, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var pipeline = await FaultyPipeline.StartAsync(options, programs, progress, timeProvider, cancellationToken);
        try
        {
            return new FaultStage(pipeline, await Crowd.CreateAsync(pipeline, options, timeProvider), options, timeProvider);
        }
        catch
        {
            await pipeline.DisposeAsync();
            throw;
        }
    }

    /// <summary>Provisions every directory for the first time, and waits for rest.</summary>
    /// <returns>What differs.</returns>
    public async Task<IReadOnlyList<Difference>> SyncAsync(FaultOptions options, Action<string> progress, CancellationToken cancellationToken)
    {
        await Crowd.PushAsync(options.LongestRest, cancellationToken, everybody: true);
        var differences = await Rest.WaitAsync(progress, cancellationToken);
        Rest.Settle();
        return differences;
    }

    public async ValueTask DisposeAsync()
    {
        Crowd.Dispose();
        await Pipeline.DisposeAsync();
    }
}
