using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Running;

/// <summary>One of the four processes, before it runs.</summary>
/// <param name="Name">What it is called in run.json, logs and messages.</param>
/// <param name="Project">Its project, and its assembly's name after "Blink.Pipeline.".</param>
/// <param name="Offset">Where it listens in the block of ports.</param>
/// <param name="Arguments">Its arguments as a service.</param>
sealed record Service(string Name, string Project, PortOffset Offset, params IReadOnlyList<string> Arguments)
{
    public static Service Ingress { get; } = new("ingress", "Ingress", PortOffset.Ingress);

    public static Service ProvisioningWorker { get; } = new("provisioning-worker", "ProvisioningWorker", PortOffset.ProvisioningWorkerHealth);

    public static Service NotificationWorker { get; } = new("notification-worker", "NotificationWorker", PortOffset.NotificationWorkerHealth);

    public static Service Ops { get; } = new("ops", "Ops", PortOffset.Ops, "serve");

    public static IReadOnlyList<Service> All { get; } = [Ingress, ProvisioningWorker, NotificationWorker, Ops];

    /// <summary>Where its published build is.</summary>
    public string Folder => Path.Combine(Repository.Root!, "artifacts", "publish", Project, "release");

    /// <summary>The command that runs its published build, without arguments.</summary>
    public IReadOnlyList<string> Command => [DotnetHost, Path.Combine(Folder, $"Blink.Pipeline.{Project}.dll")];

    // The same dotnet that runs us: it need not be the one on the PATH, if there is one at all.
    static string DotnetHost => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
}
