namespace Blink.Pipeline.LocalServers;

/// <summary>The clone that this build came from.</summary>
public static class Repository
{
    /// <summary>The folder of the solution; null if the build has been taken elsewhere.</summary>
    public static string? Root { get; } = Find();

    static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Blink.Pipeline.sln"))) folder = folder.Parent;
        return folder?.FullName;
    }
}
