namespace Blink.Pipeline.LocalServers;

/// <summary>Where the programs of private servers come from: this machine, or a tree of another Debian beside it.</summary>
/// <param name="Root">The root of the tree; null: this machine.</param>
public sealed record ServerPrograms(string? Root)
{
    /// <summary>This machine's packages, installed if they are missing and that is possible.</summary>
    public static ServerPrograms OfThisMachine { get; } = new((string?)null);

    /// <summary>The path of a file of the tree, as this machine sees it.</summary>
    public string Outside(string path) => Root + path;

    /// <summary>Runs a command inside the tree, where a folder of this machine has the same path.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="account">Who runs it: root, or the account of that name in the tree.</param>
    /// <param name="command">The program, as the tree sees it, and its arguments.</param>
    public IReadOnlyList<string> Inside(string folder, string? account, IEnumerable<string> command) => Root is null
        ? [.. command]
        : ["unshare", "--mount", "sh", "-c", Resources.Read("inside.sh"), "inside.sh", Root, folder, account ?? "root", .. command];
}
