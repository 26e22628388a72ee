using Blink.Pipeline.EntraSimulator.Provisioning;
using Spectre.Console;

namespace Blink.Pipeline.EntraSimulator.Cli;

/// <summary>What the cycles did, and what is left.</summary>
static class RunTables
{
    const int ShownEscrows = 20;

    static readonly (string Name, Func<CycleProgress, string> Value)[] Rows =
    [
        ("users acknowledged", cycle => $"{cycle.Acknowledged:N0} of {cycle.Users:N0}"),
        ("created", cycle => $"{cycle.Created:N0}"),
        ("matched", cycle => $"{cycle.Matched:N0}"),
        ("updated", cycle => $"{cycle.Updated:N0}"),
        ("unchanged", cycle => $"{cycle.Unchanged:N0}"),
        ("disabled", cycle => $"{cycle.Disabled:N0}"),
        ("restored", cycle => $"{cycle.Restored:N0}"),
        ("deleted", cycle => $"{cycle.Deleted:N0}"),
        ("managers set", cycle => $"{cycle.ManagersSet:N0}"),
        ("failed tries", cycle => $"{cycle.Failed:N0}"),
        ("requests", cycle => $"{cycle.Requests:N0}"),
        ("requests a second", cycle => $"{cycle.Requests / Math.Max(0.001, cycle.Elapsed.TotalSeconds):N0}"),
        ("writes acknowledged a second", cycle => $"{cycle.Writes / Math.Max(0.001, cycle.Elapsed.TotalSeconds):N0}"),
        ("latency p50 / p99", cycle => $"{cycle.LatencyP50.TotalMilliseconds:N1} / {cycle.LatencyP99.TotalMilliseconds:N1} ms"),
        ("elapsed", cycle => $"{cycle.Elapsed.TotalSeconds:N1} s"),
    ];

    public static void Write(IReadOnlyList<CycleProgress> cycles, IReadOnlyList<Escrow> escrows)
    {
        var table = new Table().AddColumn("");
        foreach (var cycle in cycles) table.AddColumn(new TableColumn(cycle.Cycle).RightAligned());
        foreach (var (name, value) in Rows) table.AddRow([name, .. cycles.Select(value)]);
        AnsiConsole.Write(table);
        if (escrows.Count > 0) WriteEscrows(escrows);
    }

    static void WriteEscrows(IReadOnlyList<Escrow> escrows)
    {
        var table = new Table().Title($"{escrows.Count:N0} objects in escrow").AddColumns("object", "why", "attempts", "detail");
        foreach (var escrow in escrows.Take(ShownEscrows))
            table.AddRow(escrow.ObjectId.ToString(), escrow.Code.ToString(), $"{escrow.Attempts}", Markup.Escape(escrow.Detail ?? ""));
        AnsiConsole.Write(table);
    }
}
