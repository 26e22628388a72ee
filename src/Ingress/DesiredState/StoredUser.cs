using System.Text.Json.Nodes;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>A SCIM user as its organisation wants it.</summary>
/// <param name="OrganisationId">The organisation it belongs to.</param>
/// <param name="Id">The SCIM id; given once, never changed, never used again.</param>
/// <param name="Version">1 when created, one more at every change.</param>
/// <param name="CreatedAt">When it was accepted.</param>
/// <param name="LastModified">When it was last changed.</param>
/// <param name="Document">The attributes as sent. Shared by all who hold this user: changed only as a copy.</param>
sealed record StoredUser(
    Guid OrganisationId,
    Guid Id,
    long Version,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastModified,
    JsonObject Document);
