using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Filters;

/// <summary>
/// <c>attribute[condition]</c>: one element of the attribute satisfies the whole condition, whose paths name its sub-attributes.
/// Entra's <c>emails[type eq "work"].value eq "x"</c>, which the RFC's grammar lacks, is parsed as
/// <c>emails[type eq "work" and value eq "x"]</c>.
/// </summary>
public sealed record ValuePath(AttributePath Path, Filter Condition) : Filter;
