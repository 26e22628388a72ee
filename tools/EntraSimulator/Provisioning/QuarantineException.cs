namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>The probe at the start of a cycle failed in a way that makes Entra quarantine the job at once: wrong credentials, or no SCIM there.</summary>
public sealed class QuarantineException(string message) : Exception(message);
