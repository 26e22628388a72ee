using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.LocalServers;
using Npgsql;

namespace Blink.Pipeline.Dev.Faults;

/// <summary>A fault at work in one round: what it may touch, its own chance, and what it tells.</summary>
/// <param name="pipeline">The pipeline to hurt.</param>
/// <param name="poison">The messages that nobody can read.</param>
/// <param name="random">Draws for this fault alone, so that another one in the same round changes nothing for it.</param>
/// <param name="scale">By what every length is multiplied.</param>
/// <param name="say">Shows people one sentence.</param>
/// <param name="timeProvider">The clock.</param>
sealed class Strike(FaultyPipeline pipeline, Poison poison, Random random, double scale, Action<string> say, TimeProvider timeProvider)
{
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly List<string> told = [];
    readonly List<Difference> failures = [];

    public FaultyPipeline Pipeline => pipeline;

    public Poison Poison => poison;

    public Random Random => random;

    /// <summary>What it did and what it saw, in order.</summary>
    public IReadOnlyList<string> Told => told;

    /// <summary>What kept it from doing what it should: the round proves less than it says.</summary>
    public IReadOnlyList<Difference> Failures => failures;

    /// <summary>Notes that it did not do what it should.</summary>
    public void Fail(Exception exception)
    {
        Say($"failed: {exception.Message}");
        failures.Add(new Difference(Guid.Empty, "fault", "done", exception.ToString()));
    }

    /// <summary>Tells what it does, or what it sees.</summary>
    public void Say(string sentence)
    {
        told.Add(sentence);
        say(sentence);
    }

    /// <summary>Draws a length between two, and scales it.</summary>
    public TimeSpan Length(double fromSeconds, double toSeconds)
    {
        var scaled = TimeSpan.FromSeconds((fromSeconds + (random.NextDouble() * (toSeconds - fromSeconds))) * scale);
        return scaled > Shortest ? scaled : Shortest;
    }

    /// <summary>Draws one.</summary>
    public T One<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>Draws at least one.</summary>
    public IReadOnlyList<T> Some<T>(IReadOnlyList<T> items)
    {
        var shuffled = items.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..random.Next(1, shuffled.Length + 1)];
    }

    /// <summary>Does what another fault of the round may keep from being done for a while: again and again until it is done.</summary>
    /// <exception cref="LocalServersException">It was not done within two minutes.</exception>
    public async Task<T> UntilDoneAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        while (true)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (exception is LocalServersException or NpgsqlException && timeProvider.GetElapsedTime(started) < Patience)
            {
                Say($"not yet: {exception.Message.ReplaceLineEndings(" ")}");
                await LastAsync(Pause, cancellationToken);
            }
        }
    }

    /// <summary>Waits.</summary>
    public Task LastAsync(TimeSpan length, CancellationToken cancellationToken) => Task.Delay(length, timeProvider, cancellationToken);
}
