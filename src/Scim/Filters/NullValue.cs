namespace Blink.Pipeline.Scim.Filters;

/// <summary>null: unassigned.</summary>
public sealed record NullValue : FilterValue;
