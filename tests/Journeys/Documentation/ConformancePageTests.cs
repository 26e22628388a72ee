using System.Text.RegularExpressions;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Journeys.Documentation;

/// <summary>docs/scim-conformance.md names tests that exist.</summary>
public sealed partial class ConformancePageTests
{
    static readonly string Root = Repository.Root!;

    static readonly string Page = File.ReadAllText(Path.Combine(Root, "docs", "scim-conformance.md"));

    [Fact]
    public void Every_test_that_shows_something_exists()
    {
        var named = Named().Matches(Page).Select(match => "/" + match.Groups[1].Value).Distinct().ToList();
        var files = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*", SearchOption.AllDirectories).Select(file => file.Replace('\\', '/')).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(files.Exists(file => file.EndsWith(name, StringComparison.Ordinal)), name));
    }

    [GeneratedRegex(@"`([\w/.…-]+\.(?:cs|json))`")]
    private static partial Regex Named();
}
