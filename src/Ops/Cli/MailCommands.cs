using System.CommandLine;
using Blink.Pipeline.Ops.Mails;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class MailCommands
{
    public static Command Create() => new("mails", "All mails of the pipeline: digests, invites and alerts.") { List(), Retry() };

    static Command List()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var kind = new Option<string?>("--kind") { Description = "Only of this kind." };
        kind.AcceptOnlyFromAmong([.. OutgoingMail.Kinds]);
        var status = new Option<string?>("--status") { Description = "Only in this state." };
        status.AcceptOnlyFromAmong([.. OutgoingMail.Statuses]);
        var since = TimeOptions.Create("--since", "Caused then or later");
        var until = TimeOptions.Create("--until", "Caused before then");
        var limit = CommonOptions.Limit(100);
        var watch = CommonOptions.Watch();
        return new Command("list", "The mails of one organisation or of all, newest first, and what became of each.")
        {
            organisation, kind, status, since, until, limit, watch,
        }.Runs(async context =>
        {
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            var filter = new MailFilter(of?.Id, context.Get(kind), context.Get(status), context.Moment(since), context.Moment(until));
            return await context.ShowAsync(
                watch, () => context.Use<MailReader>().ListAsync(filter, context.Get(limit), context.CancellationToken), Table);
        });
    }

    static Command Retry()
    {
        var id = new Argument<Guid>("ID") { Description = "As 'mails list' shows it." };
        return new Command("retry", "Send a failed digest or invite again.") { id }.Runs(async context => context.Show(
            await context.Use<MailRetry>().AskAsync(context.Get(id), context.Actor, context.CancellationToken),
            mail => new Markup($"The {mail.Kind} to {Words.Text(mail.Recipient)} is sent again: 'mails list' says when it was.\n")));
    }

    static IRenderable Table(IReadOnlyList<OutgoingMail> mails) => Tables.Of(
        ["Caused", "Kind", "~Organisation", "~About", "State", "?~To", "?#Tries", "?Sent", "?~Last words", "Id"],
        mails.Select(mail => (IReadOnlyList<string>)
        [
            Words.Time(mail.CausedAt),
            mail.Kind,
            Words.Text(mail.Organisation),
            Words.Text(mail.About),
            Words.State(mail.Status),
            Words.Text(mail.Recipient),
            Words.Count(mail.Attempts),
            Words.Time(mail.SentAt),
            Words.Text(mail.LastError),
            $"[grey]{mail.Id}[/]",
        ]),
        "No mails.");
}
