using System.CommandLine;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class InviteCommands
{
    public static Command Create() => new("invites", "The mails by which people are asked to use Blink.") { Resend(), List() };

    static Command Resend()
    {
        var account = new Argument<string>("ACCOUNT") { Description = "The account's id, e-mail or employee id." };
        var organisation = new Option<string>("--organisation") { Description = "Whose account it is.", HelpName = "NAME|ID", Required = true };
        return new Command("resend", "Mail an invite to the person of an active account.") { account, organisation }.Runs(async context =>
        {
            var owner = await context.Use<OrganisationStore>().FindAsync(context.Get(organisation)!, context.CancellationToken);
            return context.Show(
                await context.Use<ResendInvite>().PressAsync(owner, context.Get(account), context.Actor, context.CancellationToken),
                invite => new Markup(
                    $"Invite {invite.Id} will be mailed to {Words.Text(invite.Email)}: 'invites list' says when it was. 'serve' has to run somewhere, it publishes it.\n"));
        });
    }

    static Command List()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var failed = new Option<bool>("--failed") { Description = "Only those that no mail will follow and that nobody sent again." };
        var limit = CommonOptions.Limit(100);
        var watch = CommonOptions.Watch();
        return new Command("list", "The invites of one organisation or of all, newest first, and what became of each.") { organisation, failed, limit, watch }.Runs(
            async context =>
            {
                var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
                return await context.ShowAsync(
                    watch,
                    () => context.Use<InviteReader>().ListAsync(of?.Id, context.Get(failed), context.Get(limit), context.CancellationToken),
                    Table);
            });
    }

    internal static IRenderable Table(IReadOnlyList<Invite> invites) => Tables.Of(
        ["Pressed", "?~Organisation", "~To", "?~By", "State", "?#Tries", "?Sent", "?~Last words", "?Account"],
        invites.Select(invite => (IReadOnlyList<string>)
        [
            Words.Time(invite.PressedAt),
            Words.Text(invite.Organisation),
            Words.Text(invite.Email),
            Words.Text(invite.Actor),
            Words.State(invite.Status),
            Words.Count(invite.Attempts),
            Words.Time(invite.SentAt),
            Words.Text(invite.LastError),
            $"[grey]{invite.AccountId}[/]",
        ]),
        "No invites.");
}
