namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>How many sync errors of one kind are open, over all organisations.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Reason">The reason's name.</param>
/// <param name="Count">How many.</param>
sealed record OpenSyncErrorCount(string Severity, string Reason, long Count);
