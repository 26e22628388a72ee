using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>Makes counters known at zero as soon as somebody listens: what first shows at its first event never rises, and no alert sees it.</summary>
/// <param name="add">Adds zero to each counter, with each value of its tags.</param>
sealed class FromZero(Action add) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        add();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Registers counters that begin at zero.</summary>
public static class FromZeroExtensions
{
    /// <summary>Has counters begin at zero; after <see cref="ServiceDefaults.AddServiceDefaults"/>, which has somebody listen.</summary>
    /// <param name="services">The process's services.</param>
    /// <param name="add">Adds zero to each counter, with each value of its tags.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection CountFromZero(this IServiceCollection services, Action add) =>
        services.AddSingleton<IHostedService>(new FromZero(add));
}
