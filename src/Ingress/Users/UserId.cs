using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.Users;

/// <summary>Reads the id in a path.</summary>
static class UserId
{
    /// <exception cref="ScimException">404: no user can have this id.</exception>
    public static Guid Parse(string id) => Guid.TryParseExact(id, "D", out var parsed) ? parsed : throw UserErrors.NotFound;
}
