using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>
/// A table for the terminal it is drawn on: on a narrow one it leaves out what is nice to know, and wraps only what is prose, so that
/// names, numbers and times stay in one piece.
/// </summary>
/// <param name="columns">The headings. Before a heading, <c>?</c>: may be left out, the last one first; <c>#</c>: numbers; <c>~</c>: may wrap.</param>
/// <param name="rows">The cells, as Spectre markup.</param>
sealed class FittingTable(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows) : Renderable
{
    // One cell of padding and two of the border between columns; one more at its edge.
    const int Gap = 3;
    const int Edge = 1;
    const int NarrowestProse = 24;

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) => ((IRenderable)Fit(maxWidth)).Render(options, maxWidth);

    protected override Measurement Measure(RenderOptions options, int maxWidth) => ((IRenderable)Fit(maxWidth)).Measure(options, maxWidth);

    Table Fit(int width)
    {
        var kept = Enumerable.Range(0, columns.Count).ToList();
        while (Edge + kept.Sum(Width) > width && kept.FindLastIndex(column => columns[column].StartsWith('?')) is >= 0 and var last)
            kept.RemoveAt(last);
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in kept)
            table.AddColumn(Column(columns[column]));
        foreach (var row in rows)
            table.AddRow([.. kept.Select(column => row[column])]);
        return table;
    }

    int Width(int column)
    {
        var widest = rows.Select(row => Markup.Remove(row[column]).GetCellWidth()).Append(Heading(columns[column]).GetCellWidth()).Max();
        return Gap + (columns[column].Contains('~') ? Math.Min(widest, NarrowestProse) : widest);
    }

    static TableColumn Column(string marked)
    {
        var column = new TableColumn($"[bold]{Heading(marked)}[/]") { Padding = new Padding(0, 0, 1, 0), NoWrap = !marked.Contains('~') };
        return marked.Contains('#') ? column.RightAligned() : column;
    }

    static string Heading(string marked) => marked.TrimStart('?', '#', '~');
}
