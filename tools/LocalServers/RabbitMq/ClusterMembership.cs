namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>What makes several nodes one cluster.</summary>
/// <param name="Cookie">Erlang's shared secret.</param>
/// <param name="Nodes">The names of all nodes; the first one is started first.</param>
sealed record ClusterMembership(string Cookie, IReadOnlyList<string> Nodes)
{
    /// <summary>The lines of rabbitmq.conf by which a node with an empty disk joins the others.</summary>
    public string Configuration => string.Join('\n',
    [
        "cluster_formation.peer_discovery_backend = classic_config",
        .. Nodes.Select((node, index) => $"cluster_formation.classic_config.nodes.{index + 1} = {node}"),
    ]);
}
