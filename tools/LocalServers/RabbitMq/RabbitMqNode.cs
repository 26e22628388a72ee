using System.Collections;
using System.Net;
using System.Net.Sockets;
using Blink.Pipeline.LocalServers.Processes;

namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>The files, settings and commands of one private node. Nothing is read from, or shared with, the machine's own node.</summary>
sealed class RabbitMqNode(
    string scripts, ServerPrograms programs, string folder, RabbitMqAddress address, int epmdPort, int distributionPort)
{
    /// <summary>The nodes that form one cluster with this one, itself included, and the secret that they share; null: it stands alone.</summary>
    public ClusterMembership? Cluster { get; init; }

    /// <summary>Its name in a cluster.</summary>
    public string Name => NameOf(address);

    public string Folder => folder;

    public static string NameOf(RabbitMqAddress address) => $"blink-{address.Amqp.Port}@localhost";

    public string EpmdFolder => Path.Combine(folder, "epmd");

    public ServerCommand Command => new()
    {
        Arguments = programs.Inside(folder, null, [Path.Combine(scripts, "rabbitmq-server")]),
        LogFile = In("log"),
        Environment = Settings(),
    };

    public ServerCommand EpmdCommand => new()
    {
        Arguments = programs.Inside(folder, null, ["epmd", "-port", $"{epmdPort}", "-address", "127.0.0.1"]),
        LogFile = Path.Combine(EpmdFolder, "log"),
        Grace = TimeSpan.FromSeconds(1),
    };

    public async Task<bool> EpmdAnswersAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, epmdPort, cancellationToken);
        return true;
    }

    public async Task WriteFilesAsync(CancellationToken cancellationToken)
    {
        foreach (var directory in new[] { EpmdFolder, In("home"), In("mnesia"), In("logs"), In("conf.d") }) Directory.CreateDirectory(directory);
        await File.WriteAllTextAsync(In("enabled_plugins"), "[rabbitmq_management,rabbitmq_prometheus].\n", cancellationToken);
        await File.WriteAllTextAsync(In("advanced.config"), "[].\n", cancellationToken);
        await File.WriteAllTextAsync(In("rabbitmq-env.conf"), "", cancellationToken);
        await File.WriteAllTextAsync(In("rabbitmq.conf"), $"""
            listeners.tcp.1 = 127.0.0.1:{address.Amqp.Port}
            management.tcp.ip = 127.0.0.1
            management.tcp.port = {address.Management.Port}
            prometheus.tcp.ip = 127.0.0.1
            prometheus.tcp.port = {address.Metrics!.Port}
            default_user = {address.User}
            default_pass = {address.Password}
            disk_free_limit.absolute = 50MB
            vm_memory_high_watermark.relative = 0.4
            {Cluster?.Configuration}

            """, cancellationToken);
        if (Cluster is not null) await WriteCookieAsync(Cluster.Cookie, cancellationToken);
    }

    /// <summary>Removes all that the stopped node has stored, as a new disk would.</summary>
    public void Wipe()
    {
        Directory.Delete(In("mnesia"), recursive: true);
        Directory.CreateDirectory(In("mnesia"));
    }

    // Erlang takes no secret that others may read.
    async Task WriteCookieAsync(string cookie, CancellationToken cancellationToken)
    {
        var file = Path.Combine(In("home"), ".erlang.cookie");
        await File.WriteAllTextAsync(file, cookie, cancellationToken);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead);
    }

    string In(string name) => Path.Combine(folder, name);

    Dictionary<string, string?> Settings() => new(ForeignSettings())
    {
        ["HOME"] = In("home"),
        ["ERL_EPMD_PORT"] = $"{epmdPort}",
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["RABBITMQ_NODENAME"] = Name,
        ["RABBITMQ_DIST_PORT"] = $"{distributionPort}",
        ["RABBITMQ_MNESIA_BASE"] = In("mnesia"),
        ["RABBITMQ_LOG_BASE"] = In("logs"),
        ["RABBITMQ_LOGS"] = "-",
        ["RABBITMQ_PID_FILE"] = In("pid"),
        ["RABBITMQ_CONFIG_FILE"] = In("rabbitmq.conf"),
        ["RABBITMQ_CONFIG_FILES"] = In("conf.d"),
        ["RABBITMQ_ADVANCED_CONFIG_FILE"] = In("advanced.config"),
        ["RABBITMQ_CONF_ENV_FILE"] = In("rabbitmq-env.conf"),
        ["RABBITMQ_ENABLED_PLUGINS_FILE"] = In("enabled_plugins"),
        // Then the script becomes the node instead of waiting for it: it is the node that we stop, kill and reap.
        ["RUNNING_UNDER_SYSTEMD"] = "true",
        ["NOTIFY_SOCKET"] = null,
        // Distribution on loopback only; no busy waiting, since the node shares a small machine with what is being tested.
        ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none",
    };

    /// <summary>What the user's environment says about RabbitMQ and Erlang concerns another node.</summary>
    static Dictionary<string, string?> ForeignSettings() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(variable => (string)variable.Key)
        .Where(name => name.StartsWith("RABBITMQ_", StringComparison.Ordinal) || name.StartsWith("ERL_", StringComparison.Ordinal))
        .ToDictionary(name => name, string? (_) => null);
}
