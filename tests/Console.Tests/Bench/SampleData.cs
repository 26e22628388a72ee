using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.SyncProgress;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>What the pages show, so that none is empty.</summary>
public sealed class SampleData
{
    internal Organisation Contoso { get; private init; } = null!;

    /// <summary>A user of Contoso of whom there is everything to tell.</summary>
    internal Guid Ane { get; private init; }

    /// <summary>A dead letter that was replayed and failed again.</summary>
    public long LetterId { get; private init; }

    /// <summary>A replay that is over.</summary>
    public int RunId { get; private init; }

    internal static async Task<SampleData> CreateAsync(ConsoleHost host)
    {
        var (organisations, tokens, cancellationToken) = (host.Use<OrganisationStore>(), host.Use<TokenStore>(), TestContext.Current.CancellationToken);
        var contoso = await organisations.CreateAsync(
            new(default, "Contoso Retail", Organisation.Enterprise, "it@contoso.example", "GB", default), "setup", cancellationToken);
        foreach (var (name, tier) in new[] { ("Fabrikam Logistics", "business"), ("Northwind Traders", Organisation.Enterprise), ("Tailwind Toys", "basic") })
            await organisations.CreateAsync(new(default, name, tier, null, "DE", default), "setup", cancellationToken);
        var old = await tokens.IssueAsync(contoso, "Entra, first", TimeSpan.FromDays(30), "setup", cancellationToken);
        await tokens.RevokeAsync(old.Id, "setup", cancellationToken);
        await tokens.IssueAsync(contoso, "Entra", TimeSpan.FromDays(365), "setup", cancellationToken);
        var (letter, run) = await SampleLetters.CreateAsync(host, [contoso, .. (await organisations.ListAsync(cancellationToken)).Where(other => other.Id != contoso.Id)]);
        var ane = await SampleSync.WriteAsync(host, contoso.Id);
        // The sample's changes are older than themselves: they are counted from the start.
        await host.ExecuteAsync("TRUNCATE operations.sync_ledger, operations.sync_counts, operations.sync_undecided");
        await host.Use<SyncLedger>().AdvanceAsync(cancellationToken);
        return new() { Contoso = contoso, Ane = ane, LetterId = letter, RunId = run };
    }
}
