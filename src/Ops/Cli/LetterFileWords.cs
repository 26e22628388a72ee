using Blink.Pipeline.Ops.DeadLetters;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>What became of a file's letters, in words.</summary>
static class LetterFileWords
{
    /// <summary>When it was only checked.</summary>
    public static string Checked(LetterFileResult result) =>
        $"The file is whole: {Words.Of(result.Letters, "letter")}, {Words.Count(result.New)} of them not here yet.{LeftOut(result)}";

    /// <summary>When its letters were taken in.</summary>
    public static string TakenIn(LetterFileResult result) =>
        $"{Words.Of(result.Letters, "letter")} read, {Words.Count(result.New)} new; {Words.Count(result.Waiting.Count)} of them wait here.{LeftOut(result)}";

    static string LeftOut(LetterFileResult result) => result.DealtWith switch
    {
        0 => "",
        var count => $" {Words.Count(count)} had been replayed or discarded when it was written, and {(count == 1 ? "is" : "are")} left out.",
    };
}
