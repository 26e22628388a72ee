namespace Blink.Pipeline.Dev.Checking;

/// <summary>One thing that is not as the directory says.</summary>
/// <param name="User">The directory's object id, or the account's id.</param>
/// <param name="Field">What differs.</param>
/// <param name="Expected">What the directory says.</param>
/// <param name="Found">What Blink has.</param>
sealed record Difference(Guid User, string Field, string? Expected, string? Found);
