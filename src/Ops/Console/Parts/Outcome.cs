namespace Blink.Pipeline.Ops.Console.Parts;

/// <summary>What came of an operation.</summary>
/// <param name="Value">What it gave; default if it failed.</param>
/// <param name="Problem">One sentence on why it failed; null: it did not.</param>
sealed record Outcome<T>(T? Value, string? Problem)
{
    public bool Succeeded => Problem is null;
}
