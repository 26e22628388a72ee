using System.Text.RegularExpressions;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Journeys.Documentation;

/// <summary>docs/architecture.md names tests that exist, and says of each hop what happens before, in and after it.</summary>
public sealed partial class ArchitecturePageTests
{
    static readonly string Root = Repository.Root!;

    static readonly string Page = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));

    [Fact]
    public void Every_test_that_shows_something_exists()
    {
        var named = Named().Matches(Page).Select(match => (Class: match.Groups[1].Value, Test: match.Groups[2].Value)).Distinct().ToList();
        var files = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file), File.ReadAllText);

        Assert.InRange(named.Count, 20, int.MaxValue);
        Assert.All(named, name => Assert.True(
            files[name.Class].Any(source => source.Contains($" {name.Test}(", StringComparison.Ordinal)), $"{name.Class}.{name.Test}"));
    }

    [Fact]
    public void Each_hop_is_told_of_before_in_and_after_it_each_with_a_test()
    {
        var rows = Page.Split('\n').Where(line => Hop().IsMatch(line)).ToList();

        Assert.InRange(rows.Count, 8, int.MaxValue);
        Assert.All(rows, row =>
        {
            var cells = row.Trim('|').Split('|');
            Assert.Equal(4, cells.Length);
            Assert.All(cells.Skip(1), cell => Assert.Matches(Named(), cell));
        });
    }

    [GeneratedRegex(@"`(\w+Tests)\.(\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^\| \*\*")]
    private static partial Regex Hop();
}
