namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>All that one digest tells.</summary>
/// <param name="OrganisationName">Whom it is for.</param>
/// <param name="Errors">People who could not be applied, told for the first time.</param>
/// <param name="Warnings">People who were applied with a reservation, told for the first time.</param>
/// <param name="Resolved">What earlier digests told of and is over.</param>
/// <param name="StillOpen">How many errors and warnings of earlier digests are not resolved.</param>
public sealed record DigestContent(
    string OrganisationName,
    IReadOnlyList<DigestItem> Errors,
    IReadOnlyList<DigestItem> Warnings,
    IReadOnlyList<DigestItem> Resolved,
    int StillOpen)
{
    /// <summary>Whether there is nothing to mail about; what is still open was told before.</summary>
    public bool IsEmpty => Errors.Count + Warnings.Count + Resolved.Count == 0;
}
