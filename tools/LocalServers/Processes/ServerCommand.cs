namespace Blink.Pipeline.LocalServers.Processes;

/// <summary>How to run one child process.</summary>
public sealed record ServerCommand
{
    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The file that takes what it prints; appended to.</summary>
    public required string LogFile { get; init; }

    /// <summary>Where it runs. Default /, which every account can enter.</summary>
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>The signal that asks it to end, without "SIG". Default TERM.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>How long it may take to end before it is killed. Whole seconds, default 20.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Variables to set (or, with null, to take away) in its environment, which is otherwise ours.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
