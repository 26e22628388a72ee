using System.CommandLine;
using Blink.Pipeline.Ops.SyncProgress;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class ErrorCommands
{
    public static Command Create()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var all = new Option<bool>("--all") { Description = "Also those that are resolved." };
        var limit = CommonOptions.Limit(100);
        return new Command("errors", "What the organisations have to mend.")
        {
            new Command("list", "The sync errors of one organisation or of all, newest first.") { organisation, all, limit }.Runs(
                async context =>
                {
                    var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
                    var filter = new SyncErrorFilter { OrganisationId = of?.Id, Open = context.Get(all) ? null : true };
                    var page = await context.Use<SyncErrorReader>().ListAsync(filter, null, context.Get(limit), context.CancellationToken);
                    return context.Show(page.Errors, Table);
                }),
        };
    }

    internal static IRenderable Table(IReadOnlyList<SyncError> errors) => Tables.Of(
        ["?~Organisation", "~User", "Reason", "~Value", "State", "?Raised", "?Mailed"],
        errors.Select(error => (IReadOnlyList<string>)
        [
            Words.Text(error.Organisation),
            Words.Text(error.UserName),
            error.Reason,
            Words.Text(error.Value),
            Words.State(error.ResolvedAt is null ? error.Severity : "resolved"),
            Words.Time(error.RaisedAt),
            error.MailedAt is { } mailed ? Words.Time(mailed) : Words.Text(error.Mailing),
        ]),
        "No sync errors.");
}
