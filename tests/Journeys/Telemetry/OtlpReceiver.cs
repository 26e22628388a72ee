using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>A collector that takes what the processes send over OTLP (HTTP, Protocol Buffers) and keeps it.</summary>
sealed class OtlpReceiver : IAsyncDisposable
{
    readonly WebApplication application;
    readonly ConcurrentQueue<ReceivedSpan> spans = new();
    readonly ConcurrentQueue<ReceivedLog> logs = new();
    readonly ConcurrentDictionary<ReceivedInstrument, bool> instruments = new();
    readonly ConcurrentQueue<string> texts = new();

    OtlpReceiver(WebApplication application) => this.application = application;

    /// <summary>What <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> has to be.</summary>
    public string Endpoint => application.Urls.Single();

    public IReadOnlyCollection<ReceivedSpan> Spans => spans;

    public IReadOnlyCollection<ReceivedLog> Logs => logs;

    public IReadOnlyCollection<ReceivedInstrument> Instruments => [.. instruments.Keys];

    /// <summary>Everything that came, as text: whatever is in it anywhere can be found.</summary>
    public IReadOnlyCollection<string> Texts => texts;

    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new OtlpReceiver(builder.Build());
        receiver.application.MapPost("/v1/traces", context => receiver.TakeAsync(context, receiver.TakeSpans));
        receiver.application.MapPost("/v1/logs", context => receiver.TakeAsync(context, receiver.TakeLogs));
        receiver.application.MapPost("/v1/metrics", context => receiver.TakeAsync(context, receiver.TakeInstruments));
        await receiver.application.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();

    async Task TakeAsync(HttpContext context, Action<string, ProtobufField> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        texts.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
        // Every request is a list of resources (1), each with its attributes (1.1) and what it says in scopes (2).
        foreach (var resource in ProtobufField.Read(body.ToArray()).Where(field => field.Number == 1))
        {
            var service = resource.All(1).SelectMany(described => Tags(described, 1)).ToDictionary(tag => tag.Key, tag => tag.Value);
            Assert.Superset(new HashSet<string> { "service.name", "service.version", "service.instance.id" }, service.Keys.ToHashSet());
            foreach (var scope in resource.All(2))
                take(service["service.name"], scope);
        }
        context.Response.ContentType = "application/x-protobuf";
    }

    // The numbers are those of opentelemetry/proto/trace/v1/trace.proto.
    void TakeSpans(string service, ProtobufField scope)
    {
        foreach (var span in scope.All(2))
        {
            spans.Enqueue(new ReceivedSpan(
                service,
                span.All(5).Single().Text,
                span.All(1).Single().Hex,
                span.All(2).Single().Hex,
                span.All(4).Select(parent => parent.Hex).FirstOrDefault(""),
                Tags(span, 9),
                [.. span.All(13).Select(link => link.All(2).Single().Hex)]));
        }
    }

    void TakeLogs(string service, ProtobufField scope)
    {
        foreach (var line in scope.All(2))
        {
            logs.Enqueue(new ReceivedLog(
                service,
                line.All(5).SelectMany(body => body.All(1)).Select(text => text.Text).FirstOrDefault(""),
                line.All(9).Select(trace => trace.Hex).FirstOrDefault("")));
        }
    }

    void TakeInstruments(string service, ProtobufField scope)
    {
        var meter = scope.All(1).SelectMany(named => named.All(1)).Single().Text;
        foreach (var metric in scope.All(2))
            instruments.TryAdd(new(service, meter, Text(metric, 1), Text(metric, 3), Text(metric, 2)), true);
    }

    static string Text(ProtobufField message, int number) => message.All(number).Select(field => field.Text).FirstOrDefault("");

    static Dictionary<string, string> Tags(ProtobufField message, int number) => message.All(number).ToDictionary(
        tag => Text(tag, 1),
        tag => tag.All(2).SelectMany(value => value.Fields).Select(value => value.Bytes.IsEmpty ? $"{value.Value}" : value.Text).FirstOrDefault(""));
}

sealed record ReceivedSpan(
    string Service, string Name, string TraceId, string SpanId, string ParentId, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links);

sealed record ReceivedLog(string Service, string Text, string TraceId);

sealed record ReceivedInstrument(string Service, string Meter, string Name, string Unit, string Description);
