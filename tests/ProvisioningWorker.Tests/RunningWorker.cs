using System.Globalization;
using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.ProvisioningWorker.Tests;

/// <summary>The whole program in this process, on a real database and a real broker, with little patience where patience has no point.</summary>
sealed class RunningWorker(string connectionString, TestBroker broker) : WebApplicationFactory<ProvisioningWorkerAssembly>
{
    /// <summary>How many messages the worker holds at most.</summary>
    public const int Prefetch = 8;

    /// <summary>What it logged, with every try that has to wait.</summary>
    public LogRecorder Log { get; } = new();

    /// <summary>Stops the program as a signal does, and returns when it has stopped.</summary>
    public Task StopAsync()
    {
        var lifetime = Services.GetRequiredService<IHostApplicationLifetime>();
        var stopped = new TaskCompletionSource();
        lifetime.ApplicationStopped.Register(stopped.SetResult);
        lifetime.StopApplication();
        return stopped.Task;
    }

    // Two stops at once, the factory's and the program's, would dispose what the first one still needs.
    public override async ValueTask DisposeAsync()
    {
        await StopAsync();
        await base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder) => builder
        .UseSetting("ConnectionStrings:Postgres", connectionString)
        .UseSetting("RabbitMq:Uri", broker.Uri.ToString())
        .UseSetting("ApplyUser:Prefetch", Prefetch.ToString(CultureInfo.InvariantCulture))
        .UseSetting("ApplyUser:ConcurrentMessages", "4")
        .UseSetting("OutboxRelay:PollInterval", "00:00:00.100")
        .UseSetting("Reconciler:Interval", "01:00:00")
        .UseSetting("Logging:LogLevel:Blink.Pipeline.ProvisioningWorker", "Debug")
        .ConfigureLogging(logging => logging.AddProvider(Log));
}
