using Blink.Pipeline.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>The program itself, on real servers and the real clock; what a test does not want to wait for is set to a day.</summary>
sealed class WorkerProgram(TestDatabase database, TestBroker broker, params (string Key, string Value)[] settings)
    : WebApplicationFactory<NotificationWorkerAssembly>
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        (string Key, string Value)[] defaults =
        [
            ("ConnectionStrings:Postgres", database.ConnectionString),
            ("RabbitMq:Uri", broker.Uri.OriginalString),
            ("Logging:LogLevel:Default", "None"),
            ("Sweep:Interval", "1.00:00:00"),
            ("Digest:Window", "1.00:00:00"),
            ("Invitation:PollInterval", "00:00:00.050"),
            ("Smtp:Host", "127.0.0.1"),
            ("Smtp:Security", "None"),
            ("Smtp:From", "Blink <no-reply@blink.example>"),
        ];
        foreach (var (key, value) in defaults.Concat(settings))
            builder.UseSetting(key, value);
    }
}
