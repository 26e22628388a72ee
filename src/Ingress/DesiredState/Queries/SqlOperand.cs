using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>An attribute and its values in a row.</summary>
/// <param name="Attribute">The attribute.</param>
/// <param name="Any">The condition that one of its values satisfies the given one.</param>
sealed record SqlOperand(SchemaAttribute Attribute, Func<Func<SqlValue, string>, string> Any)
{
    /// <summary>Of each value the sub-attribute.</summary>
    public SqlOperand Of(SchemaAttribute subAttribute) =>
        new(subAttribute, condition => Any(value => condition(value.Member(subAttribute.Name))));

    /// <summary>What comparisons compare: of a complex attribute its <c>value</c>.</summary>
    public SqlOperand Compared => Attribute.Compared is { } compared && compared != Attribute ? Of(compared) : this;
}
