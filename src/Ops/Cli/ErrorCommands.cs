using System.CommandLine;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Ops.Users;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class ErrorCommands
{
    public static Command Create() => new("errors", "What the organisations have to mend.") { List(), Export(), TryAgain() };

    static Command List()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var filter = new SyncErrorFilterOptions();
        var (all, resolved) = States();
        var after = new Option<Guid?>("--after") { Description = "Only what comes after this one: the last one of the page before.", HelpName = "ID" };
        var limit = CommonOptions.Limit(100);
        var watch = CommonOptions.Watch();
        var list = new Command("list", "The sync errors of one organisation or of all, newest first.") { organisation, all, resolved, after, limit, watch };
        return filter.AddTo(list).Runs(async context =>
        {
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            var wanted = filter.Read(context, of?.Id, Open(context, all, resolved));
            Guid? next = null;
            var code = await context.ShowAsync(watch, LoadAsync, Table);
            if (next is not null)
                await context.NoteAsync($"There are more: --after {next}");
            return code;

            async Task<IReadOnlyList<SyncError>> LoadAsync()
            {
                var page = await context.Use<SyncErrorReader>().ListAsync(wanted, context.Get(after), context.Get(limit), context.CancellationToken);
                next = page.Next;
                return page.Errors;
            }
        });
    }

    static Command Export()
    {
        var file = new Argument<string>("FILE.csv|-") { Description = "Where to; - is standard output. A file that is there is replaced once all is written." };
        var organisation = new Option<string?>("--organisation") { Description = "Only of this one.", HelpName = "NAME|ID" };
        var filter = new SyncErrorFilterOptions();
        var (all, resolved) = States();
        var export = new Command("export", "Write sync errors as CSV, with what each means and how to mend it. It is audited.") { file, organisation, all, resolved };
        return filter.AddTo(export).Runs(async context =>
        {
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            var wanted = filter.Read(context, of?.Id, Open(context, all, resolved));
            var count = await CsvFile.WriteAsync(
                context, context.Get(file), csv => context.Use<SyncErrorExport>().WriteAsync(csv, wanted, context.Actor, context.CancellationToken));
            return context.Get(file) == CsvFile.StandardOutput
                ? 0
                : context.Show(
                    new { file = context.Get(file), errors = count },
                    written => new Markup($"{Words.Of(written.errors, "sync error")} written to {Words.Text(written.file)}.\n"));
        });
    }

    static (Option<bool> All, Option<bool> Resolved) States() => (
        new("--all") { Description = "Also those that are resolved." },
        new("--resolved") { Description = "Only those that are resolved." });

    static bool? Open(CommandContext context, Option<bool> all, Option<bool> resolved) =>
        context.Get(resolved) ? false : context.Get(all) ? null : true;

    static Command TryAgain()
    {
        var ids = new Argument<Guid[]>("ID") { Description = "The sync errors, as 'errors list --json' shows them.", Arity = ArgumentArity.ZeroOrMore };
        var organisation = new Option<string?>("--organisation") { Description = "Only of this one.", HelpName = "NAME|ID" };
        var filter = new SyncErrorFilterOptions();
        var all = new Option<bool>("--all") { Description = "All that are open, of every organisation." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say how many users it would be, and do nothing." };
        var reason = UserCommands.Reason();
        var again = new Command("try-again", "Have the worker decide anew on users with open sync errors: some by id, or all that fit.")
        {
            ids, organisation, all, dryRun, reason,
        };
        return filter.AddTo(again).Runs(async context =>
        {
            if (context.Get(ids).Length == 0 && !context.Get(all) && context.Get(organisation) is null && !filter.IsGiven(context.Parse.CommandResult))
                throw new OpsException("Say which: ids, --organisation or another filter, or --all.");
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            var wanted = filter.Read(context, of?.Id, true) with { Ids = context.Get(ids) is { Length: > 0 } given ? given : null };
            var retry = context.Use<SyncErrorRetry>();
            if (context.Get(dryRun))
                return context.Show(new ApplyAgainResult((await retry.UsersAsync(wanted, context.CancellationToken)).Count, 0), Outcome);
            return context.Show(
                await context.WithProgressAsync("Trying again", progress =>
                    retry.TryAsync(wanted, context.Get(reason), context.Actor, progress, context.CancellationToken)),
                Outcome);
        });
    }

    static Markup Outcome(ApplyAgainResult result) => new($"{result.Sentence}\n");

    internal static IRenderable Table(IReadOnlyList<SyncError> errors) => Tables.Of(
        ["?~Organisation", "~User", "Reason", "~Value", "State", "?Raised", "?Mailed", "?SCIM id"],
        errors.Select(error => (IReadOnlyList<string>)
        [
            Words.Text(error.Organisation),
            Words.Text(error.UserName),
            error.Reason,
            Words.Text(error.Value),
            Words.State(error.ResolvedAt is null ? error.Severity : "resolved"),
            Words.Time(error.RaisedAt),
            error.MailedAt is { } mailed ? Words.Time(mailed) : Words.Text(error.Mailing),
            $"[grey]{error.ScimUserId}[/]",
        ]),
        "No sync errors.");
}
