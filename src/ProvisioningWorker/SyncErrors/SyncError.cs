namespace Blink.Pipeline.ProvisioningWorker.SyncErrors;

/// <summary>A sync error that is to be raised.</summary>
/// <param name="Id">Its own id, which the notification worker is told.</param>
/// <param name="Subject">Who and what it is about.</param>
/// <param name="Finding">What is wrong.</param>
sealed record SyncError(Guid Id, ApplyUser.DesiredUser Subject, SyncFinding Finding);

/// <summary>What is wrong with a user: at most one of each severity at a time.</summary>
/// <param name="Severity"><c>error</c>: the change was rejected; <c>warning</c>: it was applied all the same.</param>
/// <param name="Reason">The rejection's reason, or <c>phone_not_recognised</c>.</param>
/// <param name="Value">The value in the way, as the directory wrote it.</param>
sealed record SyncFinding(string Severity, string Reason, string? Value);

/// <summary>A sync error that is open in the database.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="ScimUserId">Whom it is about.</param>
/// <param name="Finding">What was wrong when it was raised.</param>
sealed record OpenSyncError(Guid Id, Guid OrganisationId, Guid ScimUserId, SyncFinding Finding);
