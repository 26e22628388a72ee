namespace Blink.Pipeline.LocalServers;

/// <summary>What listens where in a block of ports that starts at a port base.</summary>
public enum PortOffset
{
    Ingress = 0,
    Ops = 1,
    Postgres = 2,
    RabbitMq = 3,
    RabbitMqManagement = 4,
    Smtp = 5,
    ProvisioningWorkerHealth = 6,
    NotificationWorkerHealth = 7,
    Epmd = 8,
    ErlangDistribution = 9,
    RabbitMqMetrics = 10,
}
