namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>How far a replay is.</summary>
/// <param name="Done">Letters replayed.</param>
/// <param name="Total">Letters that it set out to replay.</param>
readonly record struct RunProgress(int Done, int Total);
