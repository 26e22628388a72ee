namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>What is to become of an organisation's alerts.</summary>
/// <param name="Open">Those to open.</param>
/// <param name="Close">Those that are over.</param>
sealed record AlertChanges(IReadOnlyList<SyncAlert> Open, IReadOnlyList<SyncAlert> Close);
