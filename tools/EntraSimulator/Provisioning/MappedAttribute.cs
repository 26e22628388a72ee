using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>One row of the gallery app's attribute mapping: the SCIM path and where its value comes from.</summary>
/// <param name="Path">The target attribute as Entra names it in PATCH paths.</param>
/// <param name="Source">The directory's value.</param>
/// <param name="Place">Where the value stands in a resource.</param>
sealed record MappedAttribute(string Path, Func<DirectoryUser, string?> Source, ResourcePlace Place);
