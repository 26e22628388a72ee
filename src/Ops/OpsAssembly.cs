namespace Blink.Pipeline.Ops;

/// <summary>Marks this assembly, so that a test can name the program that it hosts.</summary>
public sealed class OpsAssembly;
