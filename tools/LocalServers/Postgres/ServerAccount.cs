namespace Blink.Pipeline.LocalServers.Postgres;

/// <summary>The account that PostgreSQL runs under: it refuses to run as root.</summary>
/// <param name="Prefix">What to put before a command so that it runs under this account.</param>
sealed record ServerAccount(IReadOnlyList<string> Prefix)
{
    const string Name = "postgres";

    /// <summary>Ourselves; or the account of Debian's package, if we are root.</summary>
    public static ServerAccount Current { get; } = Environment.IsPrivilegedProcess
        ? new(["setpriv", $"--reuid={Name}", $"--regid={Name}", "--init-groups", "--"])
        : new([]);

    /// <summary>The account for a server, and a folder that belongs to it.</summary>
    /// <param name="programs">Where PostgreSQL comes from; a tree has an account of its own.</param>
    /// <param name="folder">The wanted folder.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<(ServerAccount Account, string Folder)> WithFolderAsync(
        ServerPrograms programs, string folder, CancellationToken cancellationToken)
    {
        if (programs.Root is null) return (Current, await Current.OwnAsync(folder, cancellationToken));
        await Commands.RunAsync(programs.Inside(folder, null, ["chown", $"{Name}:", folder]), cancellationToken);
        return (new ServerAccount(programs.Inside(folder, Name, [])), folder);
    }

    /// <summary>Gives a folder to this account.</summary>
    /// <returns>The folder, or one under the system's temporary folder if the account cannot get at the wanted one.</returns>
    public async Task<string> OwnAsync(string folder, CancellationToken cancellationToken)
    {
        if (Prefix.Count == 0 || await TryOwnAsync(folder, cancellationToken)) return folder;
        var reachable = Directory.CreateTempSubdirectory("blink-pipeline-postgres-").FullName;
        if (await TryOwnAsync(reachable, cancellationToken)) return reachable;
        throw new LocalServersException($"The account {Name} can write neither under {folder} nor under {Path.GetTempPath()}.");
    }

    /// <summary>Gives it the folder, or removes it.</summary>
    async Task<bool> TryOwnAsync(string folder, CancellationToken cancellationToken)
    {
        var owned = false;
        try
        {
            await Commands.RunAsync(["chown", $"{Name}:", folder], cancellationToken);
            owned = await Commands.TryAsync(TimeSpan.FromSeconds(5), [.. Prefix, "test", "-w", folder], cancellationToken) is not null;
            return owned;
        }
        finally
        {
            if (!owned) Directory.Delete(folder);
        }
    }
}
