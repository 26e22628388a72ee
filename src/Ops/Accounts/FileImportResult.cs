namespace Blink.Pipeline.Ops.Accounts;

/// <summary>What became of a file of accounts, or would.</summary>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="Created">How many accounts the file makes.</param>
/// <param name="Updated">How many accounts it changes.</param>
/// <param name="Unchanged">How many accounts are as it says already.</param>
/// <param name="Refused">How many of its lines are refused; one is enough for nothing to be imported.</param>
/// <param name="DryRun">Whether it was only looked at.</param>
/// <param name="ProblemCount">How many things are wrong.</param>
/// <param name="Problems">The first of them, by line.</param>
sealed record FileImportResult(
    string Organisation, int Created, int Updated, int Unchanged, int Refused, bool DryRun, int ProblemCount, IReadOnlyList<FileProblem> Problems);
