using System.CommandLine;
using Blink.Pipeline.Ops.Audit;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class AuditCommands
{
    public static Command Create()
    {
        var subject = new Option<string?>("--subject") { Description = "Only of this, such as dead-letter:42.", HelpName = "KIND:ID" };
        var actor = new Option<string?>("--by") { Description = "Only by this one.", HelpName = "NAME" };
        var action = new Option<string?>("--action") { Description = "Only this, such as token.issued; token. means all that begin so.", HelpName = "ACTION" };
        var since = TimeOptions.Create("--since", "Done then or later");
        var until = TimeOptions.Create("--until", "Done before then");
        var before = new Option<Guid?>("--before") { Description = "Only what lies before this record: the last one of the page before.", HelpName = "ID" };
        var limit = CommonOptions.Limit(100);
        var watch = CommonOptions.Watch();
        return new Command("audit", "What operators did.")
        {
            new Command("list", "The records, newest first.") { subject, actor, action, since, until, before, limit, watch }.Runs(context => context.ShowAsync(
                watch,
                () => context.Use<AuditLog>().ListAsync(
                    new AuditFilter(
                        context.Get(actor), context.Get(action), context.Get(subject), context.Moment(since), context.Moment(until), context.Get(before)),
                    context.Get(limit),
                    context.CancellationToken),
                Table)),
        };
    }

    internal static IRenderable Table(IReadOnlyList<AuditRecord> records) => Tables.Of(
        ["When", "Who", "What", "~Upon", "?~Details"],
        records.Select(record => (IReadOnlyList<string>)
        [
            Words.Time(record.At),
            Words.Text(record.Actor),
            record.Action,
            Words.Text(record.Subject),
            Words.Text(record.DetailsInWords()),
        ]),
        "No records.");
}
