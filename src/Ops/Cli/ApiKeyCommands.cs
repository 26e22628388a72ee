using System.CommandLine;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Access.ApiKeys;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class ApiKeyCommands
{
    public static Command Create() => new("api-keys", "The keys of machines that use the console's API.")
    {
        Issue(),
        new Command("list", "All keys.").Runs(async context => context.Show(
            await context.Use<ApiKeyStore>().ListAsync(context.CancellationToken), Table)),
        Revoke(),
    };

    static Command Issue()
    {
        var name = new Argument<string>("NAME") { Description = "Which machine it is for; the audit names it so." };
        var role = new Option<Role>("--role") { Description = "What it may do.", HelpName = "viewer|support|operator", Required = true };
        var days = CommonOptions.ExpiresInDays();
        return new Command("issue", "Issue a key. It is shown once and cannot be had again.") { name, role, days }.Runs(async context =>
            context.Show(
                await context.Use<ApiKeyStore>().IssueAsync(
                    context.Get(name), context.Get(role), TimeSpan.FromDays(context.Get(days)), context.Actor, context.CancellationToken),
                Issued));
    }

    static Command Revoke()
    {
        var id = new Argument<Guid>("ID") { Description = "As 'api-keys list' shows it." };
        return new Command("revoke", "Revoke a key; it is refused from its next request on.") { id }.Runs(async context => context.Show(
            await context.Use<ApiKeyStore>().RevokeAsync(context.Get(id), context.Actor, context.CancellationToken), key => Table([key])));
    }

    static Rows Issued(IssuedApiKey key) => new(
        Tables.Facts(
            ("Name", Words.Text(key.Name)),
            ("Role", Name(key.Role)),
            ("Expires", Words.Time(key.ExpiresAt)),
            ("Id", key.Id.ToString()),
            ("Key", $"[bold]{key.Key}[/]")),
        new Markup("Copy the key now: it is stored nowhere and is not shown again.\n"));

    static IRenderable Table(IReadOnlyList<ApiKey> keys) => Tables.Of(
        ["~Name", "Role", "State", "?Issued", "Expires", "?Last used", "Id"],
        keys.Select(key => (IReadOnlyList<string>)
        [
            Words.Text(key.Name),
            Name(key.Role),
            Words.State(key.State),
            Words.Day(key.CreatedAt),
            Words.Day(key.ExpiresAt),
            key.LastUsedAt is { } used ? Words.Time(used) : "never",
            $"[grey]{key.Id}[/]",
        ]),
        "No keys: 'api-keys issue' makes one.");

    static string Name(Role role) => role.ToString().ToLowerInvariant();
}
