using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>The look of tables.</summary>
static class Tables
{
    /// <summary>A table, or one sentence when there is nothing to put into it.</summary>
    /// <param name="columns">The headings, with <see cref="FittingTable"/>'s marks.</param>
    /// <param name="rows">The cells, as Spectre markup.</param>
    /// <param name="empty">What to say without rows.</param>
    public static IRenderable Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, string empty) =>
        rows.ToList() is { Count: > 0 } some ? new FittingTable(columns, some) : new Markup(empty + "\n");

    /// <summary>Names and values, one a line.</summary>
    public static IRenderable Facts(params IEnumerable<(string Name, string Value)> facts)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();
        foreach (var (name, value) in facts)
            grid.AddRow($"[grey]{name}[/]", value);
        return grid;
    }
}
