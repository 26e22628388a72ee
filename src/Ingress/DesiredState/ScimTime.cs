namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>The time as SCIM shows it.</summary>
static class ScimTime
{
    /// <summary>Now, in milliseconds as SCIM shows them: the answer to a write and every later one must show the same.</summary>
    public static DateTimeOffset GetScimNow(this TimeProvider timeProvider)
    {
        var now = timeProvider.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }
}
