using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.Users;

/// <summary>Which versions of a user a request is meant for (RFC 7644 §3.14, RFC 9110 §13.1). Absent headers ask for nothing.</summary>
/// <param name="IfMatch">One of these it must be.</param>
/// <param name="IfNoneMatch">None of these it must be.</param>
sealed record Preconditions(string? IfMatch, string? IfNoneMatch)
{
    public static Preconditions Of(HttpRequest request) => new(request.Headers.IfMatch, request.Headers.IfNoneMatch);

    /// <summary>Refuses to change a user that the request was not meant for.</summary>
    /// <exception cref="ScimException">412.</exception>
    public void Check(StoredUser user)
    {
        EntityTag.Check(IfMatch, user);
        if (EntityTag.Lists(IfNoneMatch, user))
            throw ScimException.PreconditionFailed($"The user is at version {EntityTag.Of(user.Version)}, which If-None-Match excludes. Read it again.");
    }

    /// <summary>Whether the client that reads a user has this version already.</summary>
    /// <exception cref="ScimException">412: it asks for another version only.</exception>
    public bool IsKnown(StoredUser user)
    {
        EntityTag.Check(IfMatch, user);
        return EntityTag.Lists(IfNoneMatch, user);
    }

    /// <summary>
    /// Refuses to make a user where a version is asked for: what is yet to be made has none. "If-None-Match: *", not to overwrite
    /// anything, holds for every creation; that the userName is free is what the creation itself sees to.
    /// </summary>
    /// <exception cref="ScimException">412.</exception>
    public void CheckCreation()
    {
        if (!string.IsNullOrWhiteSpace(IfMatch))
            throw ScimException.PreconditionFailed("A user that is yet to be created has no version. Leave If-Match out, or change the existing user by PUT or PATCH.");
    }
}
