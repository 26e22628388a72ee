namespace Blink.Pipeline.Dev.Demo;

/// <summary>What the demo is asked for.</summary>
/// <param name="Users">People of Contoso's directory in scope of provisioning.</param>
/// <param name="Seed">Seed of everything that is random.</param>
/// <param name="BrokerOutage">Whether RabbitMQ is stopped during the initial cycle and started again later.</param>
/// <param name="PortBase">First of the block of ports; 0: any that are free.</param>
sealed record DemoOptions(int Users, int Seed, bool BrokerOutage, int PortBase);
