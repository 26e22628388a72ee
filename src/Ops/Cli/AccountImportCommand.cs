using System.CommandLine;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Cli;

static class AccountImportCommand
{
    // Beyond that a file is wrong as a whole, and more lines say no more.
    const int MostProblemsShown = 100;

    public static Command Create()
    {
        var file = new Argument<string>("FILE.csv") { Description = $"UTF-8, with the header {string.Join(',', CsvAccountFile.Columns)}." };
        var organisation = new Option<string>("--organisation") { Description = "Whose accounts they are.", HelpName = "NAME|ID", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the file." };
        return new Command("import", "Import existing accounts from a file: all of it, or nothing. Nobody is invited by it.") { file, organisation, dryRun }.Runs(
            async context =>
            {
                var owner = await context.Use<OrganisationStore>().FindAsync(context.Get(organisation)!, context.CancellationToken);
                await using var stream = Open(context.Get(file));
                var result = await context.Use<AccountFileImport>().RunAsync(
                    stream, owner, context.Get(dryRun) ? null : context.Actor, context.CancellationToken);
                return result.Problems.Count == 0 ? context.Show(result, Draw) : throw Refusal(context.Get(file), result);
            });
    }

    static FileStream Open(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new OpsException($"'{path}' cannot be read: {exception.Message}");
        }
    }

    static OpsException Refusal(string path, FileImportResult result) => new(string.Join('\n', [
        $"Nothing was imported from {path}: {Words.Of(result.Problems.Count, "problem")}.",
        .. result.Problems.Take(MostProblemsShown).Select(problem => $"  line {problem.Line}: {problem.Message}"),
        .. result.Problems.Count > MostProblemsShown ? [$"  and {Words.Count(result.Problems.Count - MostProblemsShown)} more"] : Array.Empty<string>(),
    ]));

    static Markup Draw(FileImportResult result) => new(result.DryRun
        ? $"{Words.Of(result.Accounts, "account")} would be imported into {Words.Text(result.Organisation)}; nothing was done.\n"
        : $"{Words.Of(result.Accounts, "account")} imported into {Words.Text(result.Organisation)}.\n");
}
