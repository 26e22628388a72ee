using Npgsql;

namespace Blink.Pipeline.Platform.Outbox;

/// <summary>An outbox: how its rows are taken and what messages they are.</summary>
/// <param name="Name">The table, with its schema.</param>
/// <param name="Key">The column that its rows are taken in the order of.</param>
/// <param name="TakeSql">
/// Deletes and returns at most <c>@limit</c> rows that no other relay holds (<c>FOR UPDATE SKIP LOCKED</c>); the deletion counts
/// only once the broker confirmed them all.
/// </param>
/// <param name="Read">Makes the message of the current row.</param>
public sealed record OutboxTable(string Name, string Key, string TakeSql, Func<NpgsqlDataReader, OutboxMessage> Read);
