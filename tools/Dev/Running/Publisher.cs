using Blink.Pipeline.LocalServers;
using CliWrap;
using CliWrap.Buffered;

namespace Blink.Pipeline.Dev.Running;

static class Publisher
{
    /// <summary>Builds and publishes the four processes; quick when nothing has changed.</summary>
    /// <exception cref="LocalServersException">The build failed; with its errors.</exception>
    public static async Task PublishAsync(CancellationToken cancellationToken)
    {
        var project = Path.Combine(Repository.Root!, "tools", "Dev", "Publishing", "services.proj");
        var result = await Cli.Wrap("dotnet").WithArguments(["msbuild", project, "-nologo", "-verbosity:quiet", "-maxCpuCount", "-nodeReuse:false"])
            .WithWorkingDirectory(Repository.Root!).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(cancellationToken);
        if (!result.IsSuccess) throw new LocalServersException($"The build failed:{Environment.NewLine}{result.StandardOutput}{result.StandardError}");
    }
}
