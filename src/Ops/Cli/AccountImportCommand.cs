using System.CommandLine;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Cli;

static class AccountImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE.csv")
        {
            Description = $"UTF-8, with the header {string.Join(',', AccountColumns.Required)}, or as 'accounts export' writes it.",
        };
        var organisation = new Option<string>("--organisation") { Description = "Whose accounts they are.", HelpName = "NAME|ID", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be created, updated and refused." };
        return new Command("import", "Create accounts from a file, and change those whose id it names: all of it, or nothing. Nobody is invited by it.") { file, organisation, dryRun }.Runs(
            async context =>
            {
                var owner = await context.Use<OrganisationStore>().FindAsync(context.Get(organisation)!, context.CancellationToken);
                await using var stream = Open(context.Get(file));
                var result = await context.Use<AccountFileImport>().RunAsync(
                    stream, owner, context.Get(dryRun) ? null : context.Actor, context.CancellationToken);
                return result.ProblemCount == 0 ? context.Show(result, Draw) : throw Refusal(context.Get(file), result);
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
        $"Nothing was imported from {path}: {Words.Of(result.ProblemCount, "problem")} on {Words.Of(result.Refused, "line")}; the others are fine ({Counts(result)}).",
        .. result.Problems.Select(problem => $"  line {problem.Line}: {problem.Message}"),
        .. result.ProblemCount > result.Problems.Count ? [$"  and {Words.Count(result.ProblemCount - result.Problems.Count)} more"] : Array.Empty<string>(),
    ]));

    static Markup Draw(FileImportResult result) => new(result.DryRun
        ? $"{Words.Text(result.Organisation)} would get: {Counts(result)}. Nothing was done.\n"
        : $"{Words.Text(result.Organisation)}: {Counts(result)}.\n");

    static string Counts(FileImportResult result) =>
        $"{Words.Of(result.Created, "account")} created, {Words.Count(result.Updated)} updated, {Words.Count(result.Unchanged)} unchanged";
}
