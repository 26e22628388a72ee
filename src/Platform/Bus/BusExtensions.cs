using Blink.Pipeline.Contracts;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Platform.Bus;

/// <summary>Gives a process its connection to RabbitMQ through MassTransit.</summary>
public static class BusExtensions
{
    // A message that waits for the database goes back to its queue: a stop does not wait for it.
    static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(7);
    static readonly TimeSpan ConsumerStopTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Registers the bus: raw JSON, publisher confirms, and every work queue declared by whoever may publish to it.</summary>
    /// <param name="builder">The process being built.</param>
    /// <param name="consumers">Adds the process's consumers, if it has any.</param>
    /// <returns>The same builder.</returns>
    public static IHostApplicationBuilder AddBus(
        this IHostApplicationBuilder builder, Action<IBusRegistrationConfigurator>? consumers = null)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddOptionsWithValidateOnStart<RabbitMqOptions, RabbitMqOptionsValidator>().BindConfiguration("RabbitMq");
        builder.Services.Configure<MassTransitHostOptions>(host =>
            (host.StopTimeout, host.ConsumerStopTimeout) = (StopTimeout, ConsumerStopTimeout));
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            consumers?.Invoke(bus);
            bus.UsingRabbitMq((context, rabbitMq) =>
            {
                rabbitMq.Host(context.GetRequiredService<IOptions<RabbitMqOptions>>().Value.Uri!);
                rabbitMq.UseRawJsonSerializer();
                rabbitMq.UseRawJsonDeserializer();
                rabbitMq.DeployPublishTopology = true;
                rabbitMq.Bind<ApplyUser>(Queues.ApplyUser);
                rabbitMq.Bind<SyncErrorRaised>(Queues.NotifySyncErrors);
                rabbitMq.Bind<SyncErrorResolved>(Queues.NotifySyncErrors);
                rabbitMq.Bind<SendInvite>(Queues.SendInvite);
                rabbitMq.ConfigureEndpoints(context);
            });
        });
        builder.Services.AddSingleton<MessagePublisher>();
        builder.AddBusHealth(consumes: consumers is not null);
        if (consumers is not null)
            builder.Services.AddHostedService<ConsumerWatch>();
        return builder;
    }

    static void AddBusHealth(this IHostApplicationBuilder builder, bool consumes)
    {
        // MassTransit's own check calls a lost connection degraded, also where nothing can be done without it.
        builder.Services.PostConfigure<HealthCheckServiceOptions>(health =>
        {
            foreach (var check in health.Registrations.Where(check => check.Tags.Contains("masstransit")).ToList())
                health.Registrations.Remove(check);
        });
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            BusHealthCheck.Name, services => new BusHealthCheck(services.GetRequiredService<IBusControl>(), consumes), failureStatus: null, tags: ["ready"]));
        if (!consumes)
            return;
        builder.Services.AddSingleton<HeldMessages>();
        builder.Services.AddHealthChecks().AddCheck<HeldMessages>("paused", tags: ["ready"]);
    }

    /// <summary>
    /// Makes a receive endpoint's queue what every process declares it to be, with the way out of it, and keeps a message that kills
    /// the worker from taking its neighbours along.
    /// </summary>
    /// <param name="endpoint">The endpoint; one that is not on RabbitMQ is left alone.</param>
    /// <param name="services">The process's services.</param>
    public static void UseWorkQueue(this IReceiveEndpointConfigurator endpoint, IServiceProvider services)
    {
        if (endpoint is not IRabbitMqReceiveEndpointConfigurator rabbitMq)
            return;
        // Declared by whoever consumes: the broker keeps what has nowhere to go, and goes on handing it out.
        rabbitMq.BindDeadLetterQueue(Queues.DeadLetters, Queues.DeadLetters, binding =>
        {
            foreach (var (name, value) in QueueArguments.DeadLetters)
                binding.SetQueueArgument(name, value!);
        });
        foreach (var (name, value) in QueueArguments.Work)
            rabbitMq.SetQueueArgument(name, value!);
        rabbitMq.ConfigureReceive(receive =>
        {
            receive.UseFilter(new SuspectFilter(services.GetRequiredService<TimeProvider>()));
            receive.UseFilter(new ConsumeSpan(endpoint.InputAddress.Segments[^1]));
        });
    }

    // The exchange must carry the message type's own name: that is the one MassTransit publishes to.
    static void Bind<T>(this IRabbitMqBusFactoryConfigurator rabbitMq, string queue)
        where T : class =>
        rabbitMq.Publish<T>(topology => topology.BindQueue($"{typeof(T).Namespace}:{typeof(T).Name}", queue, binding =>
        {
            foreach (var (name, value) in QueueArguments.Work)
                binding.SetQueueArgument(name, value!);
        }));
}
