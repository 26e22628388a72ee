using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Running;

/// <summary>The folder <c>.dev</c> of the repository: all that runs leave on the disk, unknown to Git.</summary>
static class DevFolder
{
    public static string RunFile => Of("run.json");

    public static string Of(string name) =>
        Path.Combine(Repository.Root ?? throw new LocalServersException("This build is not inside a clone of Blink.Pipeline."), ".dev", name);
}
