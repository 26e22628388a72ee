using System.Diagnostics;
using Blink.Pipeline.Platform.Telemetry;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>
/// Ties a digest's span to the changes that it tells of. A digest is about many changes, so none of them can be its parent: it links to
/// each, and each change's own trace gets a short span that says in which digest it was told, with a link back.
/// </summary>
static class ToldSpans
{
    /// <summary>Makes the spans and links; nothing without a listener.</summary>
    /// <param name="digest">The digest, whose span is current.</param>
    /// <param name="traceparents">The traces of what it tells; null: such a change was not traced.</param>
    public static void Record(TakenDigest digest, IEnumerable<string?> traceparents)
    {
        if (Activity.Current is not { } mail || !PipelineTelemetry.Source.HasListeners())
            return;
        foreach (var traceparent in traceparents.Distinct(StringComparer.Ordinal))
        {
            if (PipelineTelemetry.ContextOf(traceparent) is not { } change)
                continue;
            mail.AddLink(new ActivityLink(change));
            using var told = PipelineTelemetry.StartFrom("tell in digest", ActivityKind.Internal, traceparent, [new ActivityLink(mail.Context)]);
            told?.SetTag(SpanTags.Organisation, $"{digest.OrganisationId}").SetTag("blink.mail.id", $"{digest.Id}");
        }
    }
}
