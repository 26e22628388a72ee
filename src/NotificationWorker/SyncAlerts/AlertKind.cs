namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>What can be wrong with an organisation's synchronisation itself.</summary>
public enum AlertKind
{
    /// <summary>Entra stopped calling.</summary>
    Silent,

    /// <summary>The token that Entra calls with expires soon, or has.</summary>
    TokenExpires,

    /// <summary>So much fails that Entra may put the synchronisation in quarantine.</summary>
    QuarantineNear,
}
