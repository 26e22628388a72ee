using Npgsql;

namespace Blink.Pipeline.Platform.Database;

/// <summary>Runs one statement with named parameters; the stores hold the SQL.</summary>
public static class SqlExtensions
{
    /// <summary>Adds a named parameter; null becomes SQL NULL.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The name as in the statement, without its sign.</param>
    /// <param name="value">The value; Npgsql infers the type from it.</param>
    /// <returns>The same command.</returns>
    public static NpgsqlCommand With(this NpgsqlCommand command, string name, object? value)
    {
        command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Adds a named parameter to a command of a batch.</summary>
    /// <param name="command">The command.</param>
    /// <param name="name">The name as in the statement, without its sign.</param>
    /// <param name="value">The value; Npgsql infers the type from it.</param>
    /// <returns>The same command.</returns>
    public static NpgsqlBatchCommand With(this NpgsqlBatchCommand command, string name, object? value)
    {
        command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>Reads every row.</summary>
    /// <typeparam name="T">What a row becomes.</typeparam>
    /// <param name="command">The query.</param>
    /// <param name="read">Makes one item of the current row.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The items in the order of the rows.</returns>
    public static async Task<List<T>> ReadAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            items.Add(read(reader));
        return items;
    }

    /// <summary>Reads a column that may be NULL.</summary>
    /// <typeparam name="T">The column's type.</typeparam>
    /// <param name="reader">The reader, at a row.</param>
    /// <param name="ordinal">The column, from 0.</param>
    /// <returns>The value, or default for NULL.</returns>
    public static T? Nullable<T>(this NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? default : reader.GetFieldValue<T>(ordinal);
}
