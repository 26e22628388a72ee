using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Running;

/// <summary>How to run the whole pipeline on this machine.</summary>
sealed record RunOptions
{
    /// <summary>First of a block of ports on 127.0.0.1, see <see cref="PortOffset"/>. Default 0: any free ports.</summary>
    public int PortBase { get; init; }

    /// <summary>Where the processes write their logs, one file each, which are emptied at the start.</summary>
    public string LogDirectory { get; init; } = DevFolder.Of("logs");

    /// <summary>Where servers of our own keep their data while they run.</summary>
    public string DataDirectory { get; init; } = DevFolder.Of("servers");

    /// <summary>More settings for all four processes, which come before our own, as environment variables (<c>Section__Key</c>). Default none.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}
