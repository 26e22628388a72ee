namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Which accounts to list.</summary>
/// <param name="OrganisationId">Only those of this organisation; null: of all.</param>
/// <param name="Text">Only those whose name, e-mail or employee id holds this text, whatever its case; null: all.</param>
/// <param name="Limit">How many at most.</param>
sealed record AccountSearch(Guid? OrganisationId, string? Text, int Limit);
