namespace Blink.Pipeline.Ops.Invites;

/// <summary>One press of Resend invite, and what became of its mail.</summary>
/// <param name="Id">The invite.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="AccountId">Who is invited.</param>
/// <param name="Name">What the person is called now; null: it is not known.</param>
/// <param name="Email">Where the mail goes or went.</param>
/// <param name="Actor">Who pressed.</param>
/// <param name="PressedAt">When.</param>
/// <param name="Status">
/// <c>unpublished</c>: no queue has it yet; <c>published</c>: the notification worker has not taken it in yet; <c>pending</c>,
/// <c>sending</c> (it may have arrived, and the same mail is sent again), <c>sent</c>, <c>failed</c>, or <c>superseded</c>: it failed, and
/// somebody pressed again since.
/// </param>
/// <param name="Attempts">How often the mail was tried.</param>
/// <param name="LastError">The SMTP server's words, or why there was nothing to send.</param>
/// <param name="SentAt">When the SMTP server took the mail.</param>
public sealed record Invite(
    Guid Id,
    string Organisation,
    Guid AccountId,
    string? Name,
    string? Email,
    string Actor,
    DateTimeOffset PressedAt,
    string Status,
    int Attempts,
    string? LastError,
    DateTimeOffset? SentAt);
