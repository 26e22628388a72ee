using Blink.Pipeline.LocalServers.Control;
using DotNet.Testcontainers.Containers;

namespace Blink.Pipeline.LocalServers.Containers;

/// <summary>A server in a container of our own; Testcontainers' Ryuk removes it if we are killed.</summary>
sealed class ContainerServer(string name, IContainer container, Func<CancellationToken, Task<bool>> answers) : IServerControl
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public string Origin => "Docker";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await container.StartAsync(cancellationToken);
        if (!await Readiness.WaitAsync(answers, () => false, Deadline, cancellationToken))
            throw new LocalServersException($"{name} started in Docker but does not answer. Look at: docker logs {container.Id}");
    }

    public Task StopAsync(CancellationToken cancellationToken) => container.StopAsync(cancellationToken);

    public Task KillAsync(CancellationToken cancellationToken) => Commands.RunAsync(["docker", "kill", container.Id], cancellationToken);

    public Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        Commands.RunAsync(["docker", "kill", "--signal", signal, container.Id], cancellationToken);

    public ValueTask DisposeAsync() => container.DisposeAsync();
}
