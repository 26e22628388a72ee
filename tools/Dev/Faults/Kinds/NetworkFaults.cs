using Blink.Pipeline.Dev.Faults.Network;
using Blink.Pipeline.Dev.Running;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>The network between any two: cut, standing still, or resetting connections in the middle of a message.</summary>
static class NetworkFaults
{
    public static IEnumerable<Fault> All { get; } =
    [
        .. Three("postgres", "PostgreSQL", "the processes and PostgreSQL", links => [.. Service.All.Select(links.Postgres)]),
        .. Three("broker", "RabbitMQ", "the processes and RabbitMQ", links => [.. Service.All.Select(links.RabbitMq)]),
        .. Three("smtp", "SMTP", "the notification workers and SMTP", links => [links.Smtp]),
        .. Three("scim", "Entra", "Entra and the ingresses", links => [links.Scim]),
    ];

    static IEnumerable<Fault> Three(string name, string hurts, string between, Func<Links, IReadOnlyList<TcpProxy>> of) =>
    [
        new($"cut-{name}", hurts, $"connections between {between} are reset and new ones refused", (strike, token) =>
            RunAsync(strike, of(strike.Pipeline.Links), Weather.Fair with { Refuses = true }, "cut", reset: true, token)),
        new($"stall-{name}", hurts, $"nothing passes between {between}, and nobody is told", (strike, token) =>
            RunAsync(strike, of(strike.Pipeline.Links), Weather.Fair with { Stalls = true }, "standing still", reset: false, token)),
        new($"reset-{name}", hurts, $"connections between {between} are reset in the middle of a message", (strike, token) =>
            RunAsync(strike, of(strike.Pipeline.Links), Weather.Fair with { CutsOneIn = strike.Random.Next(5, 40) }, "resetting", reset: false, token)),
    ];

    static async Task RunAsync(Strike strike, IReadOnlyList<TcpProxy> all, Weather weather, string what, bool reset, CancellationToken cancellationToken)
    {
        var (proxies, length) = (strike.Some(all), strike.Length(5, 40));
        strike.Say($"{what} for {length.TotalSeconds:0.0} s: between {string.Join("; ", proxies.Select(proxy => proxy.Name))}");
        var before = proxies.Sum(proxy => proxy.Resets);
        foreach (var proxy in proxies)
        {
            proxy.Weather = weather;
            if (reset) proxy.ResetAll();
        }

        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            foreach (var proxy in proxies) proxy.Weather = Weather.Fair;
        }

        strike.Say($"{proxies.Sum(proxy => proxy.Resets) - before} connections were reset");
    }
}
