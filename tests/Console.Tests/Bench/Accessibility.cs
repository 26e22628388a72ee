using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>Asks axe-core about what is to be seen.</summary>
static class Accessibility
{
    static readonly AxeRunOptions Rules = new()
    {
        RunOnly = new() { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] },
    };

    /// <summary>Fails with each violation and the elements that show it.</summary>
    public static async Task CheckAsync(Visitor visitor)
    {
        var result = await visitor.Page.RunAxe(Rules);
        Assert.Empty(result.Violations.SelectMany(violation => violation.Nodes.Select(node => $"{violation.Id}: {violation.Help}: {node.Html}")));
    }
}
