using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.EntraSimulator.Directory;
using Spectre.Console;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>What is in Blink before the first cycle: accounts of Contoso, and Fabrikam with accounts of its own.</summary>
sealed class Neighbours(RunningPipeline pipeline, Cast cast, DemoOptions options)
{
    public async Task CreateAsync(string domain)
    {
        await pipeline.OpsAsync(
            "organisations", "create", "Fabrikam", "--tier", "enterprise", "--notification-email", "it@fabrikam.example", "--region", "GB", "--json");
        await ImportAsync("Contoso", [.. ImportedAccounts.OfContoso(cast, domain)]);
        var own = DirectoryGenerator.Generate(new DirectoryOptions
        {
            Users = Math.Max(10, options.Users / 20),
            Seed = options.Seed + 1,
            Domain = "fabrikam.example",
            PhoneRegion = "DE",
        });
        await ImportAsync("Fabrikam", [.. ImportedAccounts.OfFabrikam(cast, own.Directory)]);
    }

    async Task ImportAsync(string organisation, IReadOnlyCollection<ImportedAccount> accounts)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("blink-demo-").FullName, "accounts.csv");
        try
        {
            AccountFile.Write(file, accounts);
            await pipeline.OpsAsync("accounts", "import", file, "--organisation", organisation, "--json");
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }

        AnsiConsole.WriteLine($"{organisation}: {accounts.Count:N0} accounts imported.");
    }
}
