namespace Blink.Pipeline.Platform.Purging;

/// <summary>What is forgotten of one table.</summary>
/// <param name="Table">The table, with its schema.</param>
/// <param name="Sql">
/// Deletes at most <c>@limit</c> rows that were over before <c>@before</c> and that no other process holds (<c>FOR UPDATE SKIP LOCKED</c>).
/// </param>
/// <param name="History">How long a row is kept after it was over.</param>
public sealed record Purge(string Table, string Sql, TimeSpan History);
