using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Organisations;

/// <summary>How far an organisation's users are on their way to accounts, such as in its initial synchronisation.</summary>
/// <param name="Seen">Users that the organisation has sent.</param>
/// <param name="Applied">Of them applied.</param>
/// <param name="Rejected">Of them rejected.</param>
/// <param name="Pending">Of them not decided on yet.</param>
/// <param name="DecidedPerSecond">How many are decided on, a second, in the last five minutes.</param>
/// <param name="EndsAt">When nobody will be pending, if it goes on like that; null: nobody is, or nothing moves.</param>
public sealed record SyncEstimate(long Seen, long Applied, long Rejected, long Pending, double DecidedPerSecond, DateTimeOffset? EndsAt)
{
    /// <summary>Over how long the speed is taken.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(5);

    /// <summary>Estimates.</summary>
    /// <param name="sync">How far the users are.</param>
    /// <param name="decided">How many were decided on in the last <see cref="Period"/>.</param>
    /// <param name="decidedSince">When the first of those was; null: none was.</param>
    /// <param name="now">The time.</param>
    /// <returns>The estimate.</returns>
    public static SyncEstimate Of(OrganisationSync sync, long decided, DateTimeOffset? decidedSince, DateTimeOffset now)
    {
        // What began a minute ago is not measured over five.
        var seconds = decidedSince is { } since ? Math.Max(1, (now - since).TotalSeconds) : 1;
        var speed = decided / seconds;
        DateTimeOffset? end = sync.Pending > 0 && speed > 0 && sync.Pending / speed < TimeSpan.FromDays(365).TotalSeconds
            ? now.AddSeconds(sync.Pending / speed)
            : null;
        return new(sync.Users, sync.Applied, sync.Rejected, sync.Pending, speed, end);
    }
}
