namespace Blink.Pipeline.Dev.Checking;

/// <summary>An account of Contoso as the database has it.</summary>
sealed record FoundAccount(Guid Id, Guid? ScimUserId, bool Active, string? LinkedBy, FoundFields Fields);
