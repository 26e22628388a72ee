namespace Blink.Pipeline.Dev.Checking;

/// <summary>One organisation as the database has it.</summary>
/// <param name="Accounts">Its accounts.</param>
/// <param name="States">What was recorded of each SCIM user.</param>
/// <param name="Desired">The newest version of each SCIM user.</param>
sealed record FoundOrganisation(
    IReadOnlyList<FoundAccount> Accounts, IReadOnlyDictionary<Guid, FoundState> States, IReadOnlyDictionary<Guid, AcknowledgedVersion> Desired);
