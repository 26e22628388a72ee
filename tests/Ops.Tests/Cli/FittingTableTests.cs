using Blink.Pipeline.Ops.Cli;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Tests.Cli;

public sealed class FittingTableTests
{
    [Theory]
    [InlineData(80)]
    [InlineData(100)]
    public void No_name_is_cut_at_any_width_of_the_others(int width)
    {
        for (var others = 1; others < 40; others++)
        {
            string[] cells = ["apply-user_error", new('a', others), "2026-11-23 10:11:12Z", "山田太郎 株式会社", new('z', others)];

            var drawn = Draw(width, ["Queue", "#Count", "When", "Who", "?Last"], cells);

            // One that cannot fit even alone is beyond help.
            if (cells.Take(4).Sum(cell => cell.GetCellWidth() + 3) + 1 <= width)
                Assert.All(cells.Take(4), cell => Assert.Contains(cell, drawn, StringComparison.Ordinal));
            Assert.All(drawn.Split('\n'), line => Assert.True(line.GetCellWidth() <= width, line));
        }
    }

    [Fact]
    public void What_is_nice_to_know_is_shown_when_it_fits_to_the_last_cell()
    {
        // Three columns of 20: 1 at the edge, and 3 for each column.
        string[] cells = [new('a', 20), new('b', 20), new('c', 20)];

        Assert.Contains(cells[2], Draw(70, ["A", "B", "?C"], cells), StringComparison.Ordinal);
        Assert.DoesNotContain("cc", Draw(69, ["A", "B", "?C"], cells), StringComparison.Ordinal);
    }

    static string Draw(int width, IReadOnlyList<string> columns, IReadOnlyList<string> cells)
    {
        var writer = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(writer) });
        console.Profile.Width = width;
        console.Write(new FittingTable(columns, [cells]));
        return writer.ToString();
    }
}
