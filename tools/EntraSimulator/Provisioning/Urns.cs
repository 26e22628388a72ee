namespace Blink.Pipeline.EntraSimulator.Provisioning;

static class Urns
{
    public const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string Blink = "urn:ietf:params:scim:schemas:extension:blink:2.0:User";
    public const string PatchOp = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    public const string Manager = Enterprise + ":manager";
}
