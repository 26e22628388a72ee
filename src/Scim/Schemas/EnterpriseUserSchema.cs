using Blink.Pipeline.Scim.Messages;
using static Blink.Pipeline.Scim.Schemas.AttributeFactory;

namespace Blink.Pipeline.Scim.Schemas;

/// <summary>The enterprise extension of User (RFC 7643 §4.3, §8.7.1) with its verified errata.</summary>
public static class EnterpriseUserSchema
{
    public static Schema Definition { get; } = new(ScimUrns.EnterpriseUser, "EnterpriseUser", "Enterprise User",
    [
        Text("employeeNumber", "The identifier that the organisation gave the employee."),
        Text("costCenter", "The name of the cost centre."),
        Text("organization", "The name of the organisation."),
        Text("division", "The name of the division."),
        Text("department", "The name of the department."),
        Complex("manager", "The user's manager.",
            // Erratum 8472: an id is case exact.
            Text("value", "The id of the user who is the manager.") with { CaseExact = true },
            Reference("$ref", "The URI of the manager.", "User"),
            Text("displayName", "The display name of the manager.") with { Mutability = Mutability.ReadOnly }),
    ]);
}
