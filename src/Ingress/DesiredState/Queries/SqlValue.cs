namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>A value of a user in SQL: a place in its document, or a column.</summary>
/// <param name="Json">The value as jsonb, NULL if there is none; of a column, the column.</param>
/// <param name="Text">The value as text, whatever it is.</param>
sealed record SqlValue(string Json, string Text)
{
    /// <summary>The text as attributes that are not case exact compare it.</summary>
    public string Folded { get; init; } = $"scim.folded({Text})";

    /// <summary>The value as a time, where it is one.</summary>
    public string? Time { get; init; }

    /// <summary>Sub-attributes that are not found in the document under their names.</summary>
    public IReadOnlyDictionary<string, SqlValue> Columns { get; init; } = new Dictionary<string, SqlValue>();

    public static SqlValue Column(string text) => new(text, text);

    /// <summary>The sub-attribute of that name; names come from schemas, never from a request.</summary>
    public SqlValue Member(string name) => Columns.GetValueOrDefault(name) ?? new($"({Json} -> '{name}')", $"({Json} ->> '{name}')");

    /// <summary>An element of an array.</summary>
    public static SqlValue Element(string json) => new(json, $"({json} #>> '{{}}')");
}
