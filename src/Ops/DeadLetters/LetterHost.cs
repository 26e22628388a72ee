namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Which process gave a message up, as it wrote into the headers.</summary>
/// <param name="Machine">The machine's name.</param>
/// <param name="Process">The program.</param>
/// <param name="ProcessId">Its number on that machine.</param>
/// <param name="Version">The version of its assembly.</param>
/// <param name="Consumer">The consumer that failed.</param>
sealed record LetterHost(string? Machine, string? Process, string? ProcessId, string? Version, string? Consumer);
