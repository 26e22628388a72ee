namespace Blink.Pipeline.Ops.Accounts;

/// <summary>What a file holds.</summary>
/// <param name="Lines">The accounts that could be read.</param>
/// <param name="Problems">What could not.</param>
sealed record CsvAccounts(IReadOnlyList<CsvLine> Lines, IReadOnlyList<FileProblem> Problems);
