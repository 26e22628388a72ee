namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>One thing that is wrong with an organisation's synchronisation.</summary>
/// <param name="Kind">What.</param>
/// <param name="TokenId">The token that expires; null: it is about something else.</param>
/// <param name="Days">The days before its expiry from which on this is told; null: as above.</param>
sealed record SyncAlert(AlertKind Kind, Guid? TokenId = null, int? Days = null);
