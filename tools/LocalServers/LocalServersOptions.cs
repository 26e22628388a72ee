namespace Blink.Pipeline.LocalServers;

/// <summary>Where servers that we run ourselves keep their data and listen. Servers from the environment ignore it.</summary>
public sealed record LocalServersOptions
{
    /// <summary>
    /// A directory of ours. Each server gets its own folder in it, named after its port, which is emptied at the start and removed at
    /// the end.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>
    /// First of a block of ports on 127.0.0.1: PostgreSQL listens on +2, RabbitMQ on +3, its management on +4, SMTP on +5, Erlang's
    /// epmd and distribution on +8 and +9, and RabbitMQ's metrics on +10. Default 0: any free ports.
    /// </summary>
    public int PortBase { get; init; }

    /// <summary>Where the programs of private servers are taken from. Default: this machine's packages.</summary>
    public ServerPrograms Programs { get; init; } = ServerPrograms.OfThisMachine;

    /// <summary>Gets one sentence for people at each step that takes a while. Default none.</summary>
    public Action<string>? Report { get; init; }

    /// <summary>The port of the block that something listens on, or any free one.</summary>
    /// <exception cref="LocalServersException">Somebody else listens there.</exception>
    public int Port(PortOffset offset) => PortBase == 0 ? Ports.Free() : Ports.Demand(PortBase + (int)offset);

    internal string FolderOf(string server, int port)
    {
        var folder = Path.Combine(Path.GetFullPath(DataDirectory), $"{server}-{port}");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        return Directory.CreateDirectory(folder).FullName;
    }
}
