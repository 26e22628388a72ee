using System.Diagnostics;
using OpenTelemetry;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>
/// Takes out of every span what may hold a person: the address of a request (a SCIM filter has an e-mail in its query, and somebody may
/// write one in place of an id), who called, and the words of an exception, which quote what was wrong. What is left says which route it
/// was, what kind of failure, and where in the code.
/// </summary>
sealed class WithoutPersonalData : BaseProcessor<Activity>
{
    static readonly string[] Tags =
        ["url.path", "url.query", "url.full", "http.target", "http.url", "user_agent.original", "client.address", "enduser.id"];

    // One for the process: an exception is recorded before a span ends, and what a span holds then cannot be changed.
    static readonly ActivityListener Exceptions = new()
    {
        ShouldListenTo = _ => true,
        ExceptionRecorder = (Activity _, Exception exception, ref TagList tags) =>
        {
            tags.Add("exception.type", exception.GetType().FullName);
            tags.Add("exception.message", "");
            tags.Add("exception.stacktrace", exception.StackTrace ?? "");
        },
    };

    static WithoutPersonalData() => ActivitySource.AddActivityListener(Exceptions);

    public override void OnEnd(Activity data)
    {
        foreach (var tag in Tags)
            data.SetTag(tag, null);
        if (data.StatusDescription is not null)
            data.SetStatus(data.Status);
    }
}
