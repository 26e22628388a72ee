using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>
/// Plays each file below the folder Entra: requests as Entra and its validators send them, and what of the answers matters. The
/// members of an exchange are those of <see cref="ExchangePlayer"/>.
/// </summary>
public sealed class EntraTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Entra");

    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Folder, "*.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder, file)).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Entra_is_answered_as_it_needs(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        var exchanges = JsonNode.Parse(text)!["exchanges"]!.AsArray();
        using var player = new ExchangePlayer(ingress);
        for (var number = 1; number <= exchanges.Count; number++)
            await player.PlayAsync(exchanges[number - 1]!.AsObject(), $"{file}, exchange {number}");
    }
}
