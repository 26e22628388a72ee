namespace Blink.Pipeline.Ops.Accounts;

/// <summary>What was exported.</summary>
/// <param name="Organisation">The organisation's name.</param>
/// <param name="File">Where to.</param>
/// <param name="Accounts">How many accounts.</param>
sealed record FileExportResult(string Organisation, string File, int Accounts);
