using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>What a write can fail with.</summary>
static class UserErrors
{
    public static ScimException UserNameTaken => ScimException.Uniqueness("userName");

    public static ScimException NotFound => ScimException.NotFound("There is no user with this id in this organisation.");
}
