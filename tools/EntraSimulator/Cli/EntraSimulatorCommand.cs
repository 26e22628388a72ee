using System.CommandLine;
using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;

namespace Blink.Pipeline.EntraSimulator.Cli;

/// <summary>The command line: <c>entra-simulator run --url URL --token TOKEN …</c>.</summary>
static class EntraSimulatorCommand
{
    static readonly Option<Uri> Url = new("--url") { Description = "Tenant URL: the SCIM base, such as http://127.0.0.1:5080/scim.", Required = true, CustomParser = Address };
    static readonly Option<string> Token = new("--token") { Description = "Secret token, sent as bearer token.", Required = true };
    static readonly Option<int> Users = new("--users") { Description = "People in scope of provisioning.", DefaultValueFactory = _ => 2_000 };
    static readonly Option<int> Seed = new("--seed") { Description = "Seed of the directory and of its changes.", DefaultValueFactory = _ => 1 };
    static readonly Option<PatchMode> Mode = new("--mode") { Description = "How PATCH requests are written: default or aadOptscim062020." };
    static readonly Option<int> Cycles = new("--cycles") { Description = "Incremental cycles after the initial one.", DefaultValueFactory = _ => 1 };
    static readonly Option<double?> Rate = new("--requests-per-second") { Description = "Requests a second at most; without it, as fast as the server answers. Entra asks for 25." };
    static readonly Option<int> Concurrency = new("--concurrency") { Description = "Users worked on at the same time.", DefaultValueFactory = _ => 16 };
    static readonly Option<bool> SendNull = new("--send-null-for-cleared") { Description = "Clear values that are gone from the directory; Entra by default leaves them." };
    static readonly Option<FileInfo?> Save = new("--save") { Description = "Write the directory with the SCIM ids to this file, a JSON object a line." };

    static EntraSimulatorCommand()
    {
        AtLeast(Users, 1);
        AtLeast(Cycles, 0);
        AtLeast(Concurrency, 1);
        Rate.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is <= 0) result.AddError("--requests-per-second must be more than 0.");
        });
    }

    public static RootCommand Create()
    {
        var run = new Command("run", "Provisions a made-up directory: an initial cycle, then incremental ones with changes in between.")
        {
            Url, Token, Users, Seed, Mode, Cycles, Rate, Concurrency, SendNull, Save,
        };
        run.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return new RootCommand("An organisation's Entra directory, and Entra's provisioning service over it.") { run };
    }

    static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var directory = new DirectoryOptions { Users = parsed.GetValue(Users), Seed = parsed.GetValue(Seed) };
        var provisioning = new ProvisioningOptions
        {
            TenantUrl = parsed.GetRequiredValue(Url),
            Token = parsed.GetRequiredValue(Token),
            Mode = parsed.GetValue(Mode),
            RequestsPerSecond = parsed.GetValue(Rate),
            Concurrency = parsed.GetValue(Concurrency),
            SendNullForCleared = parsed.GetValue(SendNull),
        };
        return new Run(directory, provisioning, parsed.GetValue(Cycles), parsed.GetValue(Save)).ExecuteAsync(cancellationToken);
    }

    static Uri? Address(System.CommandLine.Parsing.ArgumentResult argument)
    {
        if (Uri.TryCreate(argument.Tokens[0].Value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https") return address;
        argument.AddError($"'{argument.Tokens[0].Value}' is no http or https address.");
        return null;
    }

    static void AtLeast(Option<int> option, int least) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < least) result.AddError($"{option.Name} must be at least {least}.");
    });
}
