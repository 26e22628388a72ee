using Blink.Pipeline.LocalServers.RabbitMq;
using Testcontainers.RabbitMq;

namespace Blink.Pipeline.LocalServers.Containers;

static class RabbitMqContainer
{
    const string Image = "rabbitmq:4-management";
    const int ManagementPort = 15672;
    const int MetricsPort = 15692;

    public static async Task<RabbitMqServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        var address = RabbitMqAddress.OnLoopback(options.Port(PortOffset.RabbitMq), options.Port(PortOffset.RabbitMqManagement), options.Port(PortOffset.RabbitMqMetrics));
        options.Report?.Invoke($"Starting RabbitMQ (Docker, {Image}) on port {address.Amqp.Port}");
        // Ports of our choice stay the same when the container is stopped and started again.
        var container = new RabbitMqBuilder(Image).WithPortBinding(address.Amqp.Port, RabbitMqBuilder.RabbitMqPort)
            .WithPortBinding(address.Management.Port, ManagementPort).WithPortBinding(address.Metrics!.Port, MetricsPort)
            .WithCreateParameterModifier(LoopbackOnly.Apply)
            // A node keeps its data under its name, which follows the host's name.
            .WithHostname("blink").WithUsername(address.User).WithPassword(address.Password).Build();
        var server = new RabbitMqServer(address, control => new ContainerServer("RabbitMQ", container, control));
        await server.StartOrDisposeAsync(cancellationToken);
        return server;
    }
}
