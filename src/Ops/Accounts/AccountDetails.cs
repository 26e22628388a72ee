using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Everything about one Blink account.</summary>
/// <param name="Id">The account.</param>
/// <param name="Organisation">Its organisation's name.</param>
/// <param name="Active">Whether its holder may sign in.</param>
/// <param name="Fields">The twelve fields.</param>
/// <param name="Scim">The SCIM user that governs it; null: none.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Errors">The sync errors of its SCIM user, newest first.</param>
public sealed record AccountDetails(
    Guid Id,
    string Organisation,
    bool Active,
    AccountFields Fields,
    AccountScim? Scim,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<SyncError> Errors);
