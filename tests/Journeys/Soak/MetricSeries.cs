using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.Journeys.Soak;

/// <summary>Counts the series of the pipeline's own instruments: a tag that names people or ids would make one of each.</summary>
sealed class MetricSeries : IDisposable
{
    readonly ConcurrentDictionary<string, bool> series = new();
    readonly MeterListener listener = new();

    public MetricSeries()
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == PipelineTelemetry.Name)
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
    }

    public int Count => series.Count;

    public void Dispose() => listener.Dispose();

    void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        series.TryAdd($"{instrument.Name} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order())}", true);
}
