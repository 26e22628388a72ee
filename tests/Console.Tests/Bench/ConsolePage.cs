namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>A page of the console. Whatever is tested of every page is tested of those in this list.</summary>
/// <param name="Name">What its pictures are called.</param>
/// <param name="Path">Its address.</param>
/// <param name="Heading">Its heading.</param>
public sealed record ConsolePage(string Name, Func<SampleData, string> Path, Func<SampleData, string> Heading)
{
    public static IReadOnlyList<ConsolePage> All { get; } =
    [
        new("overview", _ => "/", _ => "Overview"),
        new("organisations", _ => "/organisations", _ => "Organisations"),
        new("organisation", data => $"/organisations/{data.Contoso.Id}", data => data.Contoso.Name),
        new("users", _ => "/users", _ => "Users"),
        new("user", data => $"/users/{data.Ane}", _ => "A user's story"),
        new("errors", _ => "/errors", _ => "Sync errors"),
        new("mails", _ => "/mails", _ => "Mails"),
        new("queues", _ => "/queues", _ => "Queues"),
        new("dead-letters", _ => "/dead-letters", _ => "Dead letters"),
        new("dead-letters-grouped", _ => "/dead-letters?by=failure&status=all", _ => "Dead letters"),
        new("dead-letter", data => $"/dead-letters/{data.LetterId}", data => $"Dead letter {data.LetterId}"),
        new("runs", _ => "/runs", _ => "Runs"),
        new("run", data => $"/runs/{data.RunId}", data => $"Run {data.RunId}, a replay"),
        new("audit", _ => "/audit", _ => "Audit"),
    ];

    /// <summary>For theories: names, as test runners show them.</summary>
    public static TheoryData<string> Names => [.. All.Select(page => page.Name)];

    public static ConsolePage Of(string name) => All.Single(page => page.Name == name);
}
