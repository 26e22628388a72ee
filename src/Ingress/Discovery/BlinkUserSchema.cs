using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Ingress.Discovery;

/// <summary>Blink's own extension of User, as the Entra gallery app maps it.</summary>
static class BlinkUserSchema
{
    public const string Urn = "urn:ietf:params:scim:schemas:extension:blink:2.0:User";

    public static Schema Definition { get; } = new(Urn, "BlinkUser", "What Blink shows of a user beyond the standard attributes",
    [
        new SchemaAttribute("company", "The name of the company."),
        new SchemaAttribute("description", "What the person says about themselves."),
        new SchemaAttribute("location", "Where the person works."),
    ]);
}
