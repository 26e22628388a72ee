namespace Blink.Pipeline.Dev.Checking;

/// <summary>A dead letter.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Queue">Where it was found.</param>
/// <param name="Status">waiting, replaying, replayed or discarded.</param>
/// <param name="Body">The message.</param>
sealed record FoundLetter(long Id, string Queue, string Status, string Body);
