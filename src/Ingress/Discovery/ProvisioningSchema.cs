using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.Discovery;

/// <summary>What became of a user on its way to a Blink account: computed, read-only, returned when asked for by name.</summary>
static class ProvisioningSchema
{
    public const string Urn = "urn:ietf:params:scim:schemas:extension:blink:2.0:Provisioning";

    public const string Pending = "pending";

    public static Schema Definition { get; } = new(Urn, "Provisioning", "What became of a user on its way to a Blink account",
    [
        Attribute("state", "'pending' until the newest version of the user is decided on; then 'applied' or 'rejected'.") with
        {
            CanonicalValues = [Pending, "applied", "rejected"],
        },
        Attribute("reason", "Why the user was rejected, as one of a closed set of keywords."),
        Attribute("detail", "Why the user was rejected, and what to change in the source directory."),
        Attribute("version", "The entity tag of the version that the state is about."),
        Attribute("at", "When that version was decided on; of a pending one, when it was accepted.") with { Type = AttributeType.DateTime },
    ])
    {
        IsComputed = true,
    };

    static SchemaAttribute Attribute(string name, string description) => new(name, description)
    {
        CaseExact = true,
        Mutability = Mutability.ReadOnly,
        Returned = Returned.Request,
    };
}
