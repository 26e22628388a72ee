namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Whom a letter is about, and how far that user is; ids and versions only, no personal data.</summary>
/// <param name="ScimUserId">The SCIM user, also of a sync error or an invite.</param>
/// <param name="AccountId">The user's account.</param>
/// <param name="CommandVersion">The version that the letter asks for; null: it is no command.</param>
/// <param name="DesiredVersion">The version that the directory wants by now.</param>
/// <param name="DecidedVersion">The version that was decided on last.</param>
/// <param name="Outcome"><c>applied</c> or <c>rejected</c>.</param>
/// <param name="DecidedAt">When.</param>
sealed record LetterSubject(
    Guid? ScimUserId, Guid? AccountId, long? CommandVersion, long? DesiredVersion, long? DecidedVersion, string? Outcome, DateTimeOffset? DecidedAt);
