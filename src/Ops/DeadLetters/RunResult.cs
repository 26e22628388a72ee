namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What a replay or a discard did.</summary>
/// <param name="RunId">The run, named in the audit records and, for a replay, in the messages' headers.</param>
/// <param name="Outcome"><c>completed</c>; <c>stopped</c>: somebody ended it early; <c>failed</c>: the broker did.</param>
/// <param name="Matched">How many letters waited and fitted when it started.</param>
/// <param name="Done">How many letters were replayed or discarded, those taken over included.</param>
/// <param name="TakenOver">How many of them a run that died had left half-way.</param>
/// <param name="Problem">Why it ended before its end; the letters that it had not done yet wait on. Null: it did not.</param>
/// <param name="Refused">Letters that no message can be made of; they wait on.</param>
sealed record RunResult(
    int RunId, string Outcome, int Matched, int Done, int TakenOver, string? Problem, IReadOnlyList<RefusedLetter> Refused);
