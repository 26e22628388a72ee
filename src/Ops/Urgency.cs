using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops;

/// <summary>How urgent something is that is shown; its colour says so, in the console as on the command line.</summary>
enum Urgency
{
    /// <summary>Neither good nor bad.</summary>
    None,

    /// <summary>As it ought to be.</summary>
    Good,

    /// <summary>Under way, or worth a look.</summary>
    Warn,

    /// <summary>Somebody has to do something.</summary>
    Bad,
}

/// <summary>What is how urgent.</summary>
static class Urgencies
{
    /// <summary>How urgent a state is, of whatever has states.</summary>
    /// <param name="state">Its word.</param>
    public static Urgency Of(string state) => state switch
    {
        "active" or "applied" or "replayed" or "resolved" or "sent" or "completed" or "green" => Urgency.Good,
        "waiting" or "rejected" or "expired" or "open" or "error" or "failed" or "died" or "unaddressed" or "red" => Urgency.Bad,
        "replaying" or "running" or "stopping" or "stopped" or "pending" or "warning" or "sending" or "unpublished" or "published" or "amber" => Urgency.Warn,
        _ => Urgency.None,
    };

    /// <summary>How good a thing a replay would be.</summary>
    /// <param name="verdict">What it would do.</param>
    public static Urgency Of(ReplayVerdict verdict) => verdict switch
    {
        ReplayVerdict.AppliesVersion or ReplayVerdict.TellsOrganisation => Urgency.Good,
        ReplayVerdict.SendsInvite => Urgency.Warn,
        ReplayVerdict.Superseded or ReplayVerdict.ToldAlready or ReplayVerdict.InvitedAlready or ReplayVerdict.Forgotten => Urgency.None,
        _ => Urgency.Bad,
    };

    /// <summary>The class that gives it its colour in the console.</summary>
    public static string CssClass(this Urgency urgency) => urgency == Urgency.None ? "" : urgency.ToString().ToLowerInvariant();

    /// <summary>Its colour on a terminal.</summary>
    public static string Colour(this Urgency urgency) => urgency switch
    {
        Urgency.Good => "green",
        Urgency.Warn => "yellow",
        Urgency.Bad => "red",
        _ => "grey",
    };
}
