using System.Text.Json;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>What is, or was, wrong with an organisation's synchronisation itself.</summary>
/// <param name="Id">The alert.</param>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Kind"><c>silent</c>, <c>token_expires</c> or <c>quarantine_near</c>.</param>
/// <param name="TokenId">The token that expires; null: it is about something else.</param>
/// <param name="Days">How many days before that it is told; null: as above.</param>
/// <param name="Facts">What it rests on: <c>lastCallAt</c>; <c>tokenLabel</c> and <c>expiresAt</c>; or <c>counts</c> of the 24 hours before.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="ClosedAt">Until when; null: it is so now.</param>
/// <param name="Mailing">
/// Whether the organisation was told: <c>sent</c>; <c>pending</c>, <c>sending</c> or <c>failed</c> as the mail is; <c>unaddressed</c>:
/// nobody to tell; <c>left_out</c>: over before.
/// </param>
/// <param name="LastError">Why the mail was not sent at the last attempt.</param>
/// <param name="ToldAt">When the mail was sent.</param>
public sealed record SyncAlert(
    Guid Id,
    string Organisation,
    string Kind,
    Guid? TokenId,
    int? Days,
    JsonElement Facts,
    DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt,
    string Mailing,
    string? LastError,
    DateTimeOffset? ToldAt);
