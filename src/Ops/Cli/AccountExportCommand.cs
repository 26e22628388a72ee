using System.CommandLine;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console;

namespace Blink.Pipeline.Ops.Cli;

static class AccountExportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE.csv|-") { Description = "Where to; - is standard output. A file that is there is replaced once all is written." };
        var organisation = new Option<string>("--organisation") { Description = "Whose accounts.", HelpName = "NAME|ID", Required = true };
        var search = new Option<string?>("--search") { Description = "Only those whose name, e-mail or employee id holds this.", HelpName = "TEXT" };
        var state = new Option<string?>("--state") { Description = "Only those in this state." };
        state.AcceptOnlyFromAmong("active", "disabled");
        var linked = new Option<bool?>("--linked") { Description = "Only those that a SCIM user governs (true), or that none does (false)." };
        return new Command("export", "Write an organisation's accounts as CSV, which 'accounts import' reads again: all fields, state, and how each is linked.")
        {
            file, organisation, search, state, linked,
        }.Runs(async context =>
        {
            var owner = await context.Use<OrganisationStore>().FindAsync(context.Get(organisation)!, context.CancellationToken);
            var active = context.Get(state) is { } wanted ? wanted == "active" : (bool?)null;
            var filter = new AccountFilter(owner.Id, context.Get(search), active, context.Get(linked));
            var count = await CsvFile.WriteAsync(
                context, context.Get(file), csv => context.Use<AccountFileExport>().WriteAsync(csv, filter, context.Actor, context.CancellationToken));
            return context.Get(file) == CsvFile.StandardOutput ? 0 : context.Show(new FileExportResult(owner.Name, context.Get(file), count), Draw);
        });
    }

    static Markup Draw(FileExportResult result) =>
        new($"{Words.Of(result.Accounts, "account")} of {Words.Text(result.Organisation)} written to {Words.Text(result.File)}.\n");
}
