using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace Blink.Pipeline.Platform.Tests.Telemetry;

public sealed class ServiceDefaultsTests
{
    [Theory]
    [InlineData(null, false)]
    [InlineData("http://127.0.0.1:1", true)]
    public async Task Spans_are_made_only_where_a_collector_takes_them_and_the_process_starts_either_way(string? collector, bool traces)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector;
        builder.AddServiceDefaults();
        await using var application = builder.Build().MapServiceDefaults();

        await application.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(traces, application.Services.GetService<TracerProvider>() is not null);
        using var client = new HttpClient { BaseAddress = new Uri(application.Urls.Single()) };
        Assert.Contains("kestrel", await client.GetStringAsync("/metrics", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
