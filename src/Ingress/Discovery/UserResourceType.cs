using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.Discovery;

/// <summary>The one kind of resource of this server.</summary>
static class UserResourceType
{
    public static ResourceType Definition { get; } =
        new("User", "/Users", CoreUserSchema.Definition,
            [EnterpriseUserSchema.Definition, BlinkUserSchema.Definition, ProvisioningSchema.Definition]);
}
