namespace Blink.Pipeline.Ops.Accounts;

/// <summary>One account of a file.</summary>
/// <param name="Number">The line it starts on, from 1.</param>
/// <param name="Cells">By column; null: the cell is empty.</param>
sealed record CsvLine(int Number, IReadOnlyDictionary<string, string?> Cells);
