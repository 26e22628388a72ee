namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Which accounts to export.</summary>
/// <param name="OrganisationId">Those of this organisation.</param>
/// <param name="Text">Only those whose name, e-mail or employee id holds this text, whatever its case; null: all.</param>
/// <param name="Active">Only those whose holder may sign in, or may not; null: all.</param>
/// <param name="Linked">Only those that a SCIM user governs, or that none does; null: all.</param>
sealed record AccountFilter(Guid OrganisationId, string? Text, bool? Active, bool? Linked);
