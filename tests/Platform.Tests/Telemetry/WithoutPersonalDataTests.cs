using System.Diagnostics;
using Blink.Pipeline.Platform.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Blink.Pipeline.Platform.Tests.Telemetry;

public sealed class WithoutPersonalDataTests
{
    [Fact]
    public void Neither_the_address_of_a_request_nor_the_words_of_an_exception_leave_with_a_span()
    {
        using var source = new ActivitySource($"test {Guid.NewGuid():N}");
        using var tracing = Sdk.CreateTracerProviderBuilder().AddSource(source.Name).AddProcessor(new WithoutPersonalData()).Build();
        var span = source.StartActivity("GET /scim/Users")!;
        span.SetTag("url.path", "/scim/Users/lee@x.example").SetTag("url.query", "?filter=userName eq \"lee@x.example\"").SetTag("http.route", "/scim/Users");
        span.AddException(new InvalidOperationException("lee@x.example is no id")).SetStatus(ActivityStatusCode.Error, "lee@x.example is no id");

        span.Dispose();

        var exception = Assert.Single(span.Events);
        Assert.Contains(exception.Tags, tag => tag is { Key: "exception.type", Value: "System.InvalidOperationException" });
        var left = span.TagObjects.Concat(exception.Tags).Select(tag => $"{tag.Value}").Append($"{span.StatusDescription}").ToList();
        Assert.Contains("/scim/Users", left);
        Assert.DoesNotContain(left, text => text.Contains("lee@", StringComparison.Ordinal));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
    }
}
