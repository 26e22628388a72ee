using System.CommandLine;
using Blink.Pipeline.Ops.Digests;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class DigestCommands
{
    public static Command Create() => new("digests", "The mails that tell organisations of their sync errors.") { List(), Retry() };

    static Command List()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var failed = new Option<bool>("--failed") { Description = "Only those that the SMTP server refused for good and that nobody has dealt with." };
        var limit = CommonOptions.Limit(100);
        var watch = CommonOptions.Watch();
        return new Command("list", "The digests of one organisation or of all, newest first, and what became of each.") { organisation, failed, limit, watch }.Runs(
            async context =>
            {
                var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
                return await context.ShowAsync(
                    watch,
                    () => context.Use<DigestReader>().ListAsync(of?.Id, context.Get(failed), context.Get(limit), context.CancellationToken),
                    Table);
            });
    }

    static Command Retry()
    {
        var id = new Argument<Guid>("ID") { Description = "As 'digests list' shows it." };
        return new Command("retry", "Send a failed digest again to the same address. A new address needs no retry: it is used at once.") { id }.Runs(
            async context => context.Show(
                await context.Use<DigestRetry>().AskAsync(context.Get(id), context.Actor, context.CancellationToken),
                digest => new Markup($"What digest {digest.Id} held will be mailed to {Words.Text(digest.Organisation)} in a new one.\n")));
    }

    static IRenderable Table(IReadOnlyList<Digest> digests) => Tables.Of(
        ["Opened", "~Organisation", "State", "#Errors", "?#Warnings", "?#Resolved", "?#Waiting", "?#Tries", "?Next try", "?~To", "?~Last words", "Id"],
        digests.Select(digest => (IReadOnlyList<string>)
        [
            Words.Time(digest.OpenedAt),
            Words.Text(digest.Organisation),
            Words.State(digest.Status),
            Words.Count(digest.Errors),
            Words.Count(digest.Warnings),
            Words.Count(digest.Resolved),
            Words.Count(digest.Waiting),
            Words.Count(digest.Attempts),
            Words.Time(digest.NextAttemptAt),
            Words.Text(digest.Recipient),
            Words.Text(digest.LastError),
            $"[grey]{digest.Id}[/]",
        ]),
        "No digests.");
}
