namespace Blink.Pipeline.Ops.Accounts;

/// <summary>What became of a file of accounts.</summary>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Accounts">How many accounts were made, or would be; 0 when there is a problem.</param>
/// <param name="DryRun">Whether it was only looked at.</param>
/// <param name="Problems">What is wrong, by line; nothing was imported then.</param>
sealed record FileImportResult(string Organisation, int Accounts, bool DryRun, IReadOnlyList<FileProblem> Problems);
