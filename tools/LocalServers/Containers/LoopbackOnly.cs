using Docker.DotNet.Models;

namespace Blink.Pipeline.LocalServers.Containers;

static class LoopbackOnly
{
    /// <summary>Docker publishes ports on all addresses of the machine unless told otherwise.</summary>
    public static void Apply(CreateContainerParameters parameters)
    {
        foreach (var binding in parameters.HostConfig!.PortBindings!.Values.SelectMany(bindings => bindings)) binding.HostIP = "127.0.0.1";
    }
}
