using System.Diagnostics;
using Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: HostingStartup(typeof(KillingStartup))]

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// Loaded into a worker process by a test: the process dies (SIGKILL, as when memory runs out) as soon as it has read the command of one
/// user. The worker itself knows nothing of this.
/// </summary>
public sealed class KillingStartup : IHostingStartup
{
    /// <summary>The environment variable with that user.</summary>
    public const string Variable = "TEST_KILLING_USER";

    /// <summary>The environment variable with the file that gets a letter for each such command.</summary>
    public const string CountVariable = "TEST_KILLING_COUNT";

    // Other tests run the worker in their own process, where it is loaded as well.
    public void Configure(IWebHostBuilder builder)
    {
        if (Guid.TryParse(Environment.GetEnvironmentVariable(Variable), out var user))
            builder.ConfigureServices(services => services.AddHostedService(provider => new Connector(provider.GetRequiredService<IBus>(), user)));
    }

    sealed class Connector(IBus bus, Guid user) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            bus.ConnectConsumeMessageObserver(new Killer(user));
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    sealed class Killer(Guid user) : IConsumeMessageObserver<Contracts.ApplyUser>
    {
        public Task PreConsume(ConsumeContext<Contracts.ApplyUser> context)
        {
            if (context.Message.ScimUserId == user)
            {
                File.AppendAllText(Environment.GetEnvironmentVariable(CountVariable)!, "x");
                Process.GetCurrentProcess().Kill();
            }
            return Task.CompletedTask;
        }

        public Task PostConsume(ConsumeContext<Contracts.ApplyUser> context) => Task.CompletedTask;

        public Task ConsumeFault(ConsumeContext<Contracts.ApplyUser> context, Exception exception) => Task.CompletedTask;
    }
}
