namespace Blink.Pipeline.Dev.Faults;

/// <summary>The settings of the processes: those of production, but for waits that a run cannot afford.</summary>
static class FaultSettings
{
    /// <summary>All the time.</summary>
    public static Dictionary<string, string?> Always => new()
    {
        ["Ingress__RetryAfter"] = "00:00:01",
        ["RateLimit__Enabled"] = "true",
        ["Digest__Window"] = "00:00:02",
        ["Digest__MinimumInterval"] = "00:00:00",
        ["Digest__PollInterval"] = "00:00:00.500",
        ["Digest__Lease"] = "00:00:20",
        ["Digest__RetryDelay"] = "00:00:00.500",
        ["Digest__MaxRetryDelay"] = "00:00:05",
        ["Smtp__Timeout"] = "00:00:05",
        ["DeadLetterCollector__LongestRetryDelay"] = "00:00:03",
        ["Logging__Console__FormatterName"] = "simple",
        ["Logging__Console__FormatterOptions__TimestampFormat"] = "HH:mm:ss.fff ",
        // Our own outages are not what the organisations are to be mailed about here.
        ["SyncWatch__PollInterval"] = "01:00:00",
    };

    /// <summary>
    /// While nothing can be lost, whatever fails: reconciler and sweep rest, so that nothing heals unseen what must not break. What is
    /// not delivered then is never applied, and is found.
    /// </summary>
    public static IReadOnlyDictionary<string, string?> Strict { get; } = new Dictionary<string, string?>
    {
        ["Reconciler__Overdue"] = "1.00:00:00",
        ["Sweep__Interval"] = "1.00:00:00",
    };

    /// <summary>While the broker may lose what it holds: both find what was lost, sooner than they would in production.</summary>
    public static IReadOnlyDictionary<string, string?> Healing { get; } = new Dictionary<string, string?>
    {
        ["Reconciler__Interval"] = "00:00:02",
        ["Reconciler__Overdue"] = "00:00:10",
        ["Sweep__Interval"] = "00:00:05",
    };
}
