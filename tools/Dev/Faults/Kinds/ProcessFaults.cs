using Blink.Pipeline.Dev.Faults.Processes;
using Blink.Pipeline.Dev.Running;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>Processes that are killed, told to end, or stand still.</summary>
static class ProcessFaults
{
    public static IEnumerable<Fault> All { get; } = Service.All.SelectMany(service => new[]
    {
        new Fault(
            $"kill-{Short(service)}", service.Name, $"kill -9 of {service.Name} processes, several times",
            (strike, cancellationToken) => EndAsync(strike, service, "KILL", cancellationToken)),
        new Fault(
            $"term-{Short(service)}", service.Name, $"SIGTERM of {service.Name} processes, several times",
            (strike, cancellationToken) => EndAsync(strike, service, "TERM", cancellationToken)),
        new Fault(
            $"stop-{Short(service)}", service.Name, $"SIGSTOP of a {service.Name} process for up to a minute, then SIGCONT",
            (strike, cancellationToken) => StandStillAsync(strike, service, cancellationToken)),
    });

    static string Short(Service service) => service.Name switch
    {
        "provisioning-worker" => "worker",
        "notification-worker" => "notifier",
        var name => name,
    };

    static async Task EndAsync(Strike strike, Service service, string signal, CancellationToken cancellationToken)
    {
        for (var times = strike.Random.Next(1, 4); times > 0; times--)
        {
            foreach (var instance in strike.Some(strike.Pipeline.Fleet.Of(service)))
            {
                strike.Say($"SIG{signal} to {instance.Process.Name} (pid {instance.Process.Id})");
                await instance.EndAsync(signal, cancellationToken);
            }

            await strike.LastAsync(strike.Length(1, 10), cancellationToken);
        }
    }

    static async Task StandStillAsync(Strike strike, Service service, CancellationToken cancellationToken)
    {
        Instance instance = strike.One(strike.Pipeline.Fleet.Of(service));
        var length = strike.Length(10, 60);
        strike.Say($"SIGSTOP to {instance.Process.Name} (pid {instance.Process.Id}) for {length.TotalSeconds:0.0} s");
        await instance.Process.SignalAsync("STOP", cancellationToken);
        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            await instance.Process.SignalAsync("CONT", CancellationToken.None);
        }
    }
}
