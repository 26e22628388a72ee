namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>What a cycle did, and which objects it left in escrow.</summary>
public sealed record CycleReport(CycleProgress Totals, IReadOnlyList<Escrow> Escrows);
