using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>An order in SQL, for rows called "users".</summary>
sealed class OrderSql
{
    readonly SqlParameters parameters;
    readonly bool isDescending;
    readonly bool isById;
    readonly string type;
    readonly bool isOfEveryUser;

    public OrderSql(UserOrder order, UserAttributes attributes, SqlParameters parameters)
    {
        this.parameters = parameters;
        (isDescending, isById) = (order.IsDescending, order.Attribute is null);
        (Key, type, isOfEveryUser) = order.Attribute is { } attribute
            ? KeyOf(attribute, attributes.Representative(attribute))
            : ("users.id", "uuid", true);
    }

    /// <summary>What is ordered by, before the id.</summary>
    public string Key { get; }

    /// <summary>The list of an ORDER BY.</summary>
    /// <param name="key">Where the key is.</param>
    /// <param name="id">Where the id is.</param>
    public string List(string key, string id) => (isById, isDescending) switch
    {
        (true, false) => id,
        (true, true) => $"{id} DESC",
        (false, false) => $"{key} ASC NULLS LAST, {id} ASC",
        (false, true) => $"{key} DESC NULLS FIRST, {id} DESC",
    };

    /// <summary>The condition of coming after that position.</summary>
    public string After(UserPosition position)
    {
        var sign = isDescending ? "<" : ">";
        var id = parameters.Add(position.Id);
        if (isById)
            return $"users.id {sign} {id}";
        if (position.Key is null)
            return isDescending ? $"({Key} IS NOT NULL OR users.id {sign} {id})" : $"({Key} IS NULL AND users.id {sign} {id})";
        var after = $"({Key}, users.id) {sign} ({parameters.Add(position.Key)}::{type}, {id})";
        // Without the alternative, an index takes the page from its place.
        return isDescending || isOfEveryUser ? after : $"({after} OR {Key} IS NULL)";
    }

    static (string Key, string Type, bool IsOfEveryUser) KeyOf(ResolvedAttribute found, SqlValue value) => found.Innermost.Compared! switch
    {
        { Type: AttributeType.DateTime } when value.Time is { } time => (time, "timestamptz", true),
        { Type: AttributeType.Boolean } => ($"(CASE jsonb_typeof({value.Json}) WHEN 'boolean' THEN {value.Json}::boolean END)", "boolean", false),
        { Type: AttributeType.Integer or AttributeType.Decimal } => (ComparisonSql.Number(value), "numeric", false),
        { CaseExact: true } => (Text(value.Text), "text", false),
        // As the index has it. The folded userName is no longer than what counts.
        { Name: "userName" } => ($"{value.Folded} COLLATE \"C\"", "text", true),
        _ => (Text(value.Folded), "text", false),
    };

    static string Text(string text) => $"left({text}, {LookupKeys.MaxLength}) COLLATE \"C\"";
}
