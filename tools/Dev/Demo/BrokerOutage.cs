using Blink.Pipeline.EntraSimulator.Provisioning;
using Blink.Pipeline.LocalServers.RabbitMq;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>Stops RabbitMQ while Entra is in the middle of its initial cycle, and starts it again later.</summary>
sealed class BrokerOutage(RabbitMqServer rabbitMq, TimeProvider timeProvider)
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    public async Task RunAsync(Func<CycleProgress> progress, IChapterView view, CancellationToken cancellationToken)
    {
        while (progress() is var now && (now.Users == 0 || now.Acknowledged < now.Users / 10)) await Task.Delay(Poll, timeProvider, cancellationToken);
        view.Say("Stopping RabbitMQ.");
        await rabbitMq.StopAsync(cancellationToken);
        var before = progress().Acknowledged;
        view.Say($"RabbitMQ is stopped; {before:N0} users are acknowledged.");
        await Task.Delay(Length, timeProvider, cancellationToken);
        view.Say($"{progress().Acknowledged - before:N0} more were acknowledged without it, {progress().Failed:N0} failed. Starting RabbitMQ again.");
        await rabbitMq.StartAsync(cancellationToken);
        view.Say("RabbitMQ is back.");
    }
}
