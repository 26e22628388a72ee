using Blink.Pipeline.Scim.Filters;

namespace Blink.Pipeline.Ingress.DesiredState.Queries;

/// <summary>Which users are asked for, and in which order.</summary>
/// <param name="OrganisationId">The organisation.</param>
/// <param name="UsersUri">The URI of /Users as the client knows it: a filter may compare <c>meta.location</c>.</param>
/// <param name="Filter">What they must satisfy; null: all.</param>
/// <param name="Order">Their order.</param>
sealed record UserQuery(Guid OrganisationId, string UsersUri, Filter? Filter, UserOrder Order);
