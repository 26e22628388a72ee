namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Why a file is not imported.</summary>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="Message">What is wrong with it.</param>
sealed record FileProblem(int Line, string Message);
