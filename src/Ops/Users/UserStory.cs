using System.Text.Json;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Users;

/// <summary>Everything about one SCIM user: what its organisation wants, what became of it, and who was told.</summary>
/// <param name="ScimUserId">The SCIM user.</param>
/// <param name="OrganisationId">Its organisation.</param>
/// <param name="Organisation">That organisation's name.</param>
/// <param name="UserName">Its userName.</param>
/// <param name="ExternalId">Its externalId.</param>
/// <param name="State"><c>applied</c>, <c>rejected</c> or <c>pending</c>: what became of the newest version.</param>
/// <param name="Version">The newest version.</param>
/// <param name="CreatedAt">When the organisation created it.</param>
/// <param name="LastModified">When the organisation last changed it.</param>
/// <param name="DeletedAt">When the organisation deleted it; null: it did not.</param>
/// <param name="Decided">What was decided on last; null: nothing yet.</param>
/// <param name="Document">The desired state, as sent.</param>
/// <param name="Fields">The twelve fields and whether the account is active: as the worker reads them in the document, and as they are.</param>
/// <param name="Versions">When each version was acknowledged, published and decided on, the newest first, as far as it is kept.</param>
/// <param name="Account">Its account; null: it has none.</param>
/// <param name="Errors">Its sync errors, open or not, newest first.</param>
/// <param name="Mails">The digests that told of them.</param>
/// <param name="Invites">The invites to its account.</param>
/// <param name="Letters">Dead letters about it, its sync errors or its invites.</param>
public sealed record UserStory(
    Guid ScimUserId,
    Guid OrganisationId,
    string Organisation,
    string UserName,
    string? ExternalId,
    string State,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastModified,
    DateTimeOffset? DeletedAt,
    DecidedVersion? Decided,
    JsonElement Document,
    IReadOnlyList<FieldComparison> Fields,
    IReadOnlyList<VersionStory> Versions,
    AccountDetails? Account,
    IReadOnlyList<SyncError> Errors,
    IReadOnlyList<StoryMail> Mails,
    IReadOnlyList<Invite> Invites,
    IReadOnlyList<StoryLetter> Letters)
{
    /// <summary>The fields in which the account is not as it is wanted.</summary>
    public IEnumerable<FieldComparison> Differences => Fields.Where(compared => compared.Differs);
}

/// <summary>What was decided on last.</summary>
/// <param name="Version">The version.</param>
/// <param name="Outcome"><c>applied</c> or <c>rejected</c>.</param>
/// <param name="Decision">What was done: <c>create</c>, <c>link</c>, <c>update</c>, <c>enable</c>, <c>disable</c>, <c>unchanged</c>.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="DecidedAt">When.</param>
public sealed record DecidedVersion(long Version, string Outcome, string? Decision, string? Reason, DateTimeOffset DecidedAt);

/// <summary>What became of one version. A later one may be decided on in its place.</summary>
/// <param name="Version">The version.</param>
/// <param name="AcknowledgedAt">When the organisation was told that it is stored; null: it is not kept any more.</param>
/// <param name="PublishedAt">When the relay took it to the broker; null: not yet, or not kept any more.</param>
/// <param name="Decisions">What was decided on it, oldest first; none: it waits, or a later one was decided on.</param>
public sealed record VersionStory(
    long Version, DateTimeOffset? AcknowledgedAt, DateTimeOffset? PublishedAt, IReadOnlyList<DecidedVersion> Decisions)
{
    /// <summary>What to say of a version without decisions.</summary>
    /// <param name="last">What was decided on last of its user; null: nothing yet.</param>
    /// <returns>Words, without a full stop.</returns>
    public string Undecided(DecidedVersion? last) => last?.Version > Version ? "a later version was decided on" : "not decided on yet";
}

/// <summary>One field, wanted and applied.</summary>
/// <param name="Field">Its name, as in exports: <c>first_name</c>.</param>
/// <param name="Desired">What the organisation wants.</param>
/// <param name="Applied">What the account has; null also: there is no account.</param>
/// <param name="Differs">Whether these are two things.</param>
public sealed record FieldComparison(string Field, string? Desired, string? Applied, bool Differs);

/// <summary>A digest that told of a sync error of a user.</summary>
/// <param name="DigestId">The digest.</param>
/// <param name="SyncErrorId">The sync error.</param>
/// <param name="Tells"><c>error</c>, or <c>resolved</c>: that it is over.</param>
/// <param name="Status">The digest's state.</param>
/// <param name="SentAt">When the SMTP server took it.</param>
public sealed record StoryMail(Guid DigestId, Guid SyncErrorId, string Tells, string Status, DateTimeOffset? SentAt);

/// <summary>A dead letter about a user.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Queue">Where it was found.</param>
/// <param name="MessageType">Such as <c>ApplyUser</c>.</param>
/// <param name="Cause">Why it is one.</param>
/// <param name="ExceptionType">What was thrown.</param>
/// <param name="FailedAt">When it failed.</param>
/// <param name="Status"><c>waiting</c>, <c>replaying</c>, <c>replayed</c> or <c>discarded</c>.</param>
/// <param name="ReplayCount">How often it was replayed.</param>
public sealed record StoryLetter(
    long Id, string Queue, string? MessageType, string Cause, string? ExceptionType, DateTimeOffset FailedAt, string Status, int ReplayCount);
