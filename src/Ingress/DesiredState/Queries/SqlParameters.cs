using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Resources;
using Npgsql;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>Gives the values of a statement that is being written their parameters, and its subqueries their names.</summary>
sealed class SqlParameters(NpgsqlBatchCommand command)
{
    int aliases;

    /// <summary>A parameter with that value.</summary>
    public string Add(object value)
    {
        var name = $"p{command.Parameters.Count}";
        command.With(name, value);
        return "@" + name;
    }

    /// <summary>A parameter with that text in the form that <c>scim.folded</c> gives it; .NET folds it, PostgreSQL brings it into normal form C.</summary>
    public string AddFolded(string text) => $"normalize({Add(ComparableText.Fold(text))}, NFC)";

    /// <summary>A name that no other subquery of the statement has.</summary>
    public string NextAlias() => $"element{++aliases}";
}
