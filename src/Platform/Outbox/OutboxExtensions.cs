using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Blink.Pipeline.Platform.Outbox;

/// <summary>Gives a process the relay of its outbox.</summary>
public static class OutboxExtensions
{
    /// <summary>Registers the relay as a background service. It needs the database and the bus.</summary>
    /// <param name="builder">The process being built.</param>
    /// <param name="table">The process's outbox.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddOutboxRelay(this IHostApplicationBuilder builder, OutboxTable table)
    {
        builder.Services.AddOptionsWithValidateOnStart<OutboxRelayOptions, OutboxRelayOptionsValidator>().BindConfiguration("OutboxRelay");
        builder.Services.AddSingleton(table);
        builder.Services.AddSingleton<OutboxSignal>();
        builder.Services.AddSingleton<OutboxRelay>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<OutboxRelay>());
        builder.Services.AddSingleton<OutboxWatch>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<OutboxWatch>());
        builder.Services.AddHealthChecks().AddCheck<OutboxHealthCheck>("outbox");
        return builder;
    }
}
