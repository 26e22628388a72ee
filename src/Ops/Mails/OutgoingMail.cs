namespace Blink.Pipeline.Ops.Mails;

/// <summary>A mail of the pipeline, and what became of it.</summary>
/// <param name="Kind"><c>digest</c> of sync errors, <c>invite</c> or <c>alert</c> about a synchronisation.</param>
/// <param name="Id">The digest, the invite or the alert.</param>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="Organisation">Its name.</param>
/// <param name="About">What it is about: <c>3 errors, 1 warning, 0 resolved</c>, who invited, or the kind of alert.</param>
/// <param name="Status">
/// <c>pending</c>, <c>unaddressed</c>, <c>sending</c>, <c>sent</c>, <c>failed</c>, <c>superseded</c> (a failed digest or invite that a
/// later one replaced), <c>left_out</c> (an alert that was over before), <c>unpublished</c> or <c>published</c> (an invite not yet taken in).
/// </param>
/// <param name="Recipient">Where it goes or went; null: it is not composed yet.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastError">The SMTP server's words.</param>
/// <param name="CausedAt">When what it tells began.</param>
/// <param name="SentAt">When the SMTP server took it.</param>
public sealed record OutgoingMail(
    string Kind,
    Guid Id,
    Guid OrganisationId,
    string Organisation,
    string About,
    string Status,
    string? Recipient,
    int Attempts,
    string? LastError,
    DateTimeOffset CausedAt,
    DateTimeOffset? SentAt)
{
    public const string Digest = "digest";

    public const string Invite = "invite";

    public const string Alert = "alert";

    public static IReadOnlyList<string> Kinds { get; } = [Digest, Invite, Alert];

    public static IReadOnlyList<string> Statuses { get; } =
        ["unpublished", "published", "pending", "unaddressed", "sending", "sent", "failed", "superseded", "left_out"];
}

/// <summary>Which mails: those that fit all that is given.</summary>
/// <param name="OrganisationId">Only this organisation's.</param>
/// <param name="Kind">Only of this kind.</param>
/// <param name="Status">Only in this state.</param>
/// <param name="Since">Only those caused then or later.</param>
/// <param name="Until">Only those caused before then.</param>
sealed record MailFilter(
    Guid? OrganisationId = null, string? Kind = null, string? Status = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);
