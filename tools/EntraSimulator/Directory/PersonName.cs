namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>A person's name as written, and the Latin form that login names are made of.</summary>
sealed record PersonName(string? Given, string? Family, string Latin);
