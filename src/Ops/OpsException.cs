namespace Blink.Pipeline.Ops;

/// <summary>An operation that cannot be done as asked.</summary>
/// <param name="message">One sentence for the operator that says what to do.</param>
public sealed class OpsException(string message) : Exception(message);
