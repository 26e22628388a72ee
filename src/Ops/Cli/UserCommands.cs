using System.CommandLine;
using Blink.Pipeline.Ops.Users;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class UserCommands
{
    public static Command Create() => new("users", "The people in the organisations' directories, and what became of each.") { Search(), Show(), ApplyAgain() };

    static Command Search()
    {
        var text = new Argument<string>("TEXT")
        {
            Description = "The beginning of a name, surname, e-mail or employee id; or a whole userName, SCIM id, account id or externalId.",
        };
        var organisation = new Option<string?>("--organisation") { Description = "Only of this one.", HelpName = "NAME|ID" };
        var limit = CommonOptions.Limit(50);
        return new Command("search", "Find people; who is exactly meant comes first.") { text, organisation, limit }.Runs(async context =>
        {
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            var hits = await context.Use<UserSearch>().FindAsync(context.Get(text), of?.Id, context.Get(limit), context.CancellationToken);
            if (hits.Count == context.Get(limit))
                await context.NoteAsync("There may be more: a longer text fits fewer, a higher --limit shows them.");
            return context.Show(hits, Table);
        });
    }

    static Command Show()
    {
        var user = User();
        var watch = CommonOptions.Watch();
        return new Command("show", "A SCIM user's story: what is wanted, what became of each version, the account, errors, mails. Looking is audited.")
        {
            user, watch,
        }.Runs(context =>
        {
            var stories = context.Use<UserStoryReader>();
            var seen = false;
            return context.ShowAsync(watch, LoadAsync, UserStoryView.Draw);

            // One look, however long it lasts.
            async Task<UserStory> LoadAsync()
            {
                var story = seen
                    ? await stories.AgainAsync(context.Get(user), context.CancellationToken)
                    : await stories.ReadAsync(context.Get(user), context.Actor, context.CancellationToken);
                seen = true;
                return story;
            }
        });
    }

    static Command ApplyAgain()
    {
        var user = User();
        var reason = Reason();
        return new Command("apply-again", "Have the worker decide on a user's newest version once more.") { user, reason }.Runs(async context => context.Show(
            await context.Use<UserReapply>().ApplyAsync(context.Get(user), context.Get(reason), context.Actor, context.CancellationToken),
            _ => new Markup("Queued: 'users show' says what became of it.\n")));
    }

    internal static Option<string?> Reason() => new("--reason") { Description = "Why, for the audit.", HelpName = "TEXT" };

    static Argument<Guid> User() => new("SCIM-ID") { Description = "As 'users search' shows it." };

    static IRenderable Table(IReadOnlyList<UserHit> hits) => Tables.Of(
        ["?~Organisation", "~Name", "~userName", "?~E-mail", "?Employee id", "State", "SCIM id", "?Account"],
        hits.Select(hit => (IReadOnlyList<string>)
        [
            Words.Text(hit.Organisation),
            Words.Text(hit.Name),
            Words.Text(hit.UserName),
            Words.Text(hit.Email),
            Words.Text(hit.EmployeeId),
            Words.State(hit.State),
            $"[grey]{hit.ScimUserId?.ToString() ?? "–"}[/]",
            $"[grey]{hit.AccountId?.ToString() ?? "–"}[/]",
        ]),
        "Nobody is called so.");
}
