namespace Blink.Pipeline.LocalServers;

/// <summary>A server could not be had, started or stopped. The message is a sentence for people that says what to do.</summary>
public sealed class LocalServersException(string message, Exception? innerException = null) : Exception(message, innerException);
