namespace Blink.Pipeline.Dev.Faults;

/// <summary>What the fault suite is asked for.</summary>
sealed record FaultOptions
{
    /// <summary>Seed of everything that is drawn.</summary>
    public required int Seed { get; init; }

    /// <summary>No round begins after this time. Default 10 minutes.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The faults to strike with, one a round in this order and again from the beginning. Empty: all of them, singly and in mixtures.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>The most rounds. Default: as many as fit.</summary>
    public int Rounds { get; init; } = int.MaxValue;

    /// <summary>By what every length of a fault is multiplied. Default 1: a process stands still for up to a minute, PostgreSQL is away for 10.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>People in each organisation's directory at the start. Default 40.</summary>
    public int Users { get; init; } = 40;

    /// <summary>Requests a second that Entra sends for each organisation at most. Default 12.</summary>
    public double Rate { get; init; } = 12;

    /// <summary>Whether the first fault strikes in the middle of the initial sync, instead of after it.</summary>
    public bool StrikesInitialSync { get; init; }

    /// <summary>Nodes of the RabbitMQ cluster. Default 3.</summary>
    public int Nodes { get; init; } = 3;

    /// <summary>Where to write the JSON lines; a summary in Markdown is written beside it. Null: nowhere.</summary>
    public string? Report { get; init; }

    /// <summary>Where logs and data of the run are.</summary>
    public required string Folder { get; init; }

    /// <summary>
    /// How long a difference may stand while nothing seems to be under way: RabbitMQ's numbers are up to five seconds old, so what looks
    /// like rest may be the moment before. Default 20 seconds.
    /// </summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a round may take to come to rest after its last fault has healed. Default 10 minutes: a machine may be busy.</summary>
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(10);
}
