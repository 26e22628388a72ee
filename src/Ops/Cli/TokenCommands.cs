using System.CommandLine;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class TokenCommands
{
    public static Command Create() => new("tokens", "The SCIM tokens of organisations.") { Issue(), Rotate(), List(), Revoke() };

    static Command Issue() => New(
        "issue",
        $"Issue a token. It is shown once and cannot be had again. An organisation has {TokenStore.MostActive} at a time at most.",
        store => store.IssueAsync);

    static Command Rotate() => New(
        "rotate",
        $"Issue a token that takes the place of the one in use, which expires {TokenStore.Overlap.Days} days from now, or as it would have.",
        store => store.RotateAsync);

    static Command New(string name, string description, Func<TokenStore, Func<Organisation, string, TimeSpan, string, CancellationToken, Task<IssuedToken>>> issue)
    {
        var organisation = CommonOptions.Organisation();
        var label = new Option<string>("--label") { Description = "What it is for.", HelpName = "TEXT", Required = true };
        var days = CommonOptions.ExpiresInDays();
        return new Command(name, description) { organisation, label, days }.Runs(async context =>
        {
            var owner = await context.Use<OrganisationStore>().FindAsync(context.Get(organisation), context.CancellationToken);
            return context.Show(
                await issue(context.Use<TokenStore>())(
                    owner, context.Get(label)!, TimeSpan.FromDays(context.Get(days)), context.Actor, context.CancellationToken),
                Issued);
        });
    }

    static Command List()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var watch = CommonOptions.Watch();
        return new Command("list", "The tokens of one organisation, or of all.") { organisation, watch }.Runs(async context =>
        {
            var owner = await context.OrganisationOrNoneAsync(context.Get(organisation));
            return await context.ShowAsync(watch, () => context.Use<TokenStore>().ListAsync(owner?.Id, context.CancellationToken), Table);
        });
    }

    static Command Revoke()
    {
        var id = new Argument<Guid>("ID") { Description = "As 'tokens list' shows it." };
        return new Command("revoke", "Revoke a token; within 5 seconds it is refused everywhere.") { id }.Runs(async context =>
            context.Show(
                await context.Use<TokenStore>().RevokeAsync(context.Get(id), context.Actor, context.CancellationToken), token => Table([token])));
    }

    static Rows Issued(IssuedToken token) => new(
        Tables.Facts(
            ("Organisation", Words.Text(token.Organisation)),
            ("Label", Words.Text(token.Label)),
            ("Expires", Words.Time(token.ExpiresAt)),
            ("Id", token.Id.ToString()),
            ("Token", $"[bold]{token.Token}[/]")),
        new Markup("Copy the token now: it is stored nowhere and is not shown again.\n"));

    internal static IRenderable Table(IReadOnlyList<ScimToken> tokens) => Tables.Of(
        ["~Organisation", "~Label", "State", "?Issued", "Expires", "?Last used", "Id"],
        tokens.Select(token => (IReadOnlyList<string>)
        [
            Words.Text(token.Organisation),
            Words.Text(token.Label),
            Words.State(token.State),
            Words.Day(token.CreatedAt),
            Words.Day(token.ExpiresAt),
            token.LastUsedAt is { } used ? Words.Time(used) : "never",
            $"[grey]{token.Id}[/]",
        ]),
        "No tokens: 'tokens issue' makes one.");
}
