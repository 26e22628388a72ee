namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>A request did not bring what it should: its object goes into escrow.</summary>
sealed class ScimFailureException(EscrowCode code, string? detail) : Exception($"{code}: {detail}")
{
    public EscrowCode Code { get; } = code;

    public string? Detail { get; } = detail;
}
