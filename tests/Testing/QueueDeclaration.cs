namespace Blink.Pipeline.Testing;

/// <summary>A queue as it was declared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">quorum or classic.</param>
/// <param name="Durable">Whether it outlives a restart.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record QueueDeclaration(string Name, string Type, bool Durable, IReadOnlyDictionary<string, string> Arguments);
