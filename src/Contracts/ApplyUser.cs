namespace Blink.Pipeline.Contracts;

/// <summary>
/// Asks the provisioning worker to bring one Blink account to its stored desired state. It carries no personal data: the worker
/// reads what is wanted at the time it works.
/// </summary>
/// <param name="OrganisationId">The organisation whose token made the change.</param>
/// <param name="ScimUserId">The SCIM user, as the ingress named it.</param>
/// <param name="Version">The version to reach; a worker that has applied it, or a later one, does nothing.</param>
public sealed record ApplyUser(Guid OrganisationId, Guid ScimUserId, long Version);
