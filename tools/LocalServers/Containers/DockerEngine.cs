namespace Blink.Pipeline.LocalServers.Containers;

static class DockerEngine
{
    static readonly TimeSpan Quickly = TimeSpan.FromSeconds(3);

    // Pulling an image over a slow line takes a while; an engine that cannot pull at all should not hold us up for ever.
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    /// <summary>Starts a container, if a Docker engine answers.</summary>
    /// <returns>Null if none answers, or it cannot run the image: the next source is tried.</returns>
    public static async Task<T?> TryAsync<T>(
        LocalServersOptions options, string name, Func<LocalServersOptions, CancellationToken, Task<T>> start, CancellationToken cancellationToken)
        where T : class
    {
        if (options.Programs.Root is not null || await Commands.TryAsync(Quickly, ["docker", "info", "--format", "{{.ServerVersion}}"], cancellationToken) is null) return null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Deadline);
        try
        {
            return await start(options, limit.Token);
        }
#pragma warning disable CA1031 // Any failure (no network, no image, no rights) means the same: try the next source.
        catch (Exception e) when (e is not LocalServersException && !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            options.Report?.Invoke($"Docker could not run {name} ({e.Message}); looking on this machine");
            return null;
        }
    }
}
