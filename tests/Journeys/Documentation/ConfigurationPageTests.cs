using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Blink.Pipeline.Ingress;
using Blink.Pipeline.LocalServers;
using Blink.Pipeline.NotificationWorker;
using Blink.Pipeline.Ops;
using Blink.Pipeline.Platform;
using Blink.Pipeline.ProvisioningWorker;

namespace Blink.Pipeline.Journeys.Documentation;

/// <summary>docs/configuration.md has every option that the programs bind, with its default and its range, and no other.</summary>
public sealed partial class ConfigurationPageTests
{
    static readonly string Root = Repository.Root!;

    static readonly Assembly[] Programs =
    [
        typeof(ServiceDefaults).Assembly, typeof(IngressAssembly).Assembly, typeof(ProvisioningWorkerAssembly).Assembly,
        typeof(NotificationWorkerAssembly).Assembly, typeof(OpsAssembly).Assembly,
    ];

    static readonly string[] Sources = [.. Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];

    static readonly string[] Page = File.ReadAllLines(Path.Combine(Root, "docs", "configuration.md"));

    [Fact]
    public void Every_option_is_on_the_page_with_its_default_and_its_range()
    {
        var sections = Sources.SelectMany(source => Binding().Matches(source))
            .Select(match => (Type: TypeOf(match.Groups[1].Value), Section: match.Groups[2].Value))
            .Distinct().ToList();
        Assert.NotEmpty(sections);
        var expected = sections.SelectMany(bound => Rows(bound.Type, bound.Section)).Order().ToList();
        var found = Page.Select(line => Row().Match(line)).Where(match => match.Success)
            .Select(match => $"{match.Groups[1].Value} | {Facts(match.Groups[2].Value)} | {Facts(match.Groups[3].Value)}")
            .Where(row => expected.Contains(row) || !IsReadByName(row.Split(' ')[0]))
            .Order().ToList();

        Assert.True(expected.SequenceEqual(found), $"""
            docs/configuration.md lacks, or has otherwise (key | default | range):
            {string.Join('\n', expected.Except(found))}
            It has what no program binds, or binds otherwise:
            {string.Join('\n', found.Except(expected))}
            """);
    }

    // A few are read without a class: a connection string, and what the operations command line asks for where it needs it.
    static bool IsReadByName(string key) => Sources.Any(source =>
        source.Contains($"\"{key}\"", StringComparison.Ordinal)
        || source.Contains($"GetConnectionString(\"{key.Replace("ConnectionStrings:", "", StringComparison.Ordinal)}\")", StringComparison.Ordinal));

    static Type TypeOf(string name) => Programs.SelectMany(program => program.GetTypes()).Single(type => type.Name == name);

    static IEnumerable<string> Rows(Type type, string section)
    {
        var defaults = Activator.CreateInstance(type);
        return type.GetProperties().Where(property => property.CanWrite).Select(property =>
            $"{section}:{property.Name} | {Default(property, property.GetValue(defaults))} | {Range(property)}");
    }

    static string Default(PropertyInfo property, object? value) =>
        property.GetCustomAttribute<RequiredAttribute>() is not null ? "required" : value is null ? "none" : Text(value);

    static string Range(PropertyInfo property) =>
        property.PropertyType.IsEnum ? string.Join(' ', Enum.GetNames(property.PropertyType))
        : property.GetCustomAttribute<RangeAttribute>() is { } range ? $"{Limit(range, range.Minimum)} {Limit(range, range.Maximum)}"
        : "";

    static string Limit(RangeAttribute range, object limit) =>
        Text(range.OperandType == typeof(TimeSpan) ? TimeSpan.Parse(limit.ToString()!, CultureInfo.InvariantCulture) : limit);

    static string Text(object value) => value switch
    {
        TimeSpan time => FractionEnd().Replace(time.ToString("c", CultureInfo.InvariantCulture), ""),
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // What stands in backticks, or the first word; the rest is for people.
    static string Facts(string cell) => Quoted().Matches(cell) is { Count: > 0 } quoted
        ? string.Join(' ', quoted.Select(match => match.Groups[1].Value))
        : cell.Split(':', ' ')[0];

    [GeneratedRegex("""AddOptions(?:WithValidateOnStart)?<(\w+)(?:, \w+)?>\(\)\s*\.BindConfiguration\("([\w:]+)"\)""")]
    private static partial Regex Binding();

    [GeneratedRegex(@"^\| `(\w+(?::\w+)+)` \|[^|]*\| ?([^|]*?) ?\| ?([^|]*?) ?\|$")]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=\.\d*[1-9])0+$")]
    private static partial Regex FractionEnd();
}
