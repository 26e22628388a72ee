namespace Blink.Pipeline.Ops.Digests;

/// <summary>A digest of sync errors, and what became of it.</summary>
/// <param name="Id">The digest.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Status">
/// <c>pending</c>; <c>unaddressed</c>: it waits for an address; <c>sending</c>: it may have arrived, and the same mail is sent again;
/// <c>sent</c>; <c>failed</c>: refused for good, somebody has to look; <c>superseded</c>: it failed; a later one tells what it held, or all of it is over.
/// </param>
/// <param name="Recipient">Where the mail goes or went; null: it is not composed yet.</param>
/// <param name="Waiting">How many things a pending one would tell now.</param>
/// <param name="Errors">How many errors it tells.</param>
/// <param name="Warnings">How many warnings it tells.</param>
/// <param name="Resolved">How many resolutions it tells.</param>
/// <param name="Attempts">How often the mail was tried.</param>
/// <param name="LastError">The SMTP server's words.</param>
/// <param name="OpenedAt">When the first thing that it tells was noticed.</param>
/// <param name="NextAttemptAt">Not before this; null: it is over.</param>
/// <param name="SentAt">When the SMTP server took the mail.</param>
/// <param name="MessageId">The mail's Message-ID, by which mail servers' logs know it.</param>
sealed record Digest(
    Guid Id,
    string Organisation,
    string Status,
    string? Recipient,
    int Waiting,
    int Errors,
    int Warnings,
    int Resolved,
    int Attempts,
    string? LastError,
    DateTimeOffset OpenedAt,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset? SentAt,
    string? MessageId);
