namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>How Entra writes PATCH requests.</summary>
public enum PatchMode
{
    /// <summary>Without a flag: <c>Add</c> and <c>Replace</c> with capitals, one operation an attribute, booleans as text.</summary>
    Default,

    /// <summary>
    /// With <c>aadOptscim062020</c> in the tenant URL: lower case, real booleans, and a path-less replace whose keys are dotted
    /// names and URN:attribute ("Known issues and resolutions with SCIM 2.0 protocol compliance").
    /// </summary>
    AadOptscim062020,
}
