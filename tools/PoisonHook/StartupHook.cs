using System.Diagnostics;

/// <summary>
/// Makes one message a poison: whichever worker takes it dies (SIGKILL, as when memory runs out) before anything is decided. The worker
/// itself knows nothing of this. .NET calls <see cref="Initialize"/> before the program, and demands this name without a namespace.
/// </summary>
static class StartupHook
{
    /// <summary>The environment variable with the message's id.</summary>
    const string Variable = "DEMO_POISON_MESSAGE";

    static string poison = "";

    public static void Initialize()
    {
        poison = Environment.GetEnvironmentVariable(Variable) ?? "";
        if (poison.Length == 0) return;
        // Never removed: it lives as long as the process.
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "MassTransit",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = KillIfPoisoned,
        });
    }

    // The span of the receiving names the message; the first span within it starts before the consumer does.
    static void KillIfPoisoned(Activity activity)
    {
        for (var span = activity; span is not null; span = span.Parent)
        {
            if (span.TagObjects.Any(tag => poison.Equals(tag.Value as string, StringComparison.OrdinalIgnoreCase)))
                Process.GetCurrentProcess().Kill();
        }
    }
}
