using System.CommandLine;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class OrganisationCommands
{
    public static Command Create() => new("organisations", "The customers: their tier, where digests go, how phone numbers are read.")
    {
        CreateOne(),
        Set(),
        new Command("list", "All organisations.").Runs(async context => context.Show(
            await context.Use<OrganisationStore>().ListAsync(context.CancellationToken), Table)),
    };

    static Command CreateOne()
    {
        var name = new Argument<string>("NAME");
        var tier = Tier(required: true);
        var email = Email();
        var region = new Option<string>("--region")
        {
            Description = "How phone numbers without a country code are read.",
            HelpName = "GB",
            DefaultValueFactory = _ => "GB",
        };
        return new Command("create", "Create an organisation.") { name, tier, email, region }.Runs(async context =>
        {
            var wanted = new Organisation(default, context.Get(name), context.Get(tier)!, context.Get(email), context.Get(region)!, default);
            return context.Show(
                await context.Use<OrganisationStore>().CreateAsync(wanted, context.Actor, context.CancellationToken), One);
        });
    }

    static Command Set()
    {
        var name = CommonOptions.Organisation();
        var tier = Tier(required: false);
        var email = Email();
        var region = new Option<string?>("--region") { Description = "How phone numbers without a country code are read.", HelpName = "GB" };
        return new Command("set", "Change an organisation's tier, address or region.") { name, tier, email, region }.Runs(async context =>
        {
            var change = new OrganisationChange(context.Get(tier), context.Get(email), context.Get(region));
            if (change.IsNothing)
                throw new OpsException("Nothing to change: give --tier, --notification-email or --region.");
            var before = await context.Use<OrganisationStore>().FindAsync(context.Get(name), context.CancellationToken);
            var after = await context.Use<OrganisationStore>().SetAsync(context.Get(name), change, context.Actor, context.CancellationToken);
            // To standard error: with --json nothing but the answer is on standard output.
            if (TierSentence(before.Tier, after) is { } sentence)
                await context.Parse.InvocationConfiguration.Error.WriteLineAsync(sentence);
            return context.Show(after, One);
        });
    }

    static string? TierSentence(string before, Organisation after) => (before, after.Tier) switch
    {
        var (old, now) when old == now => null,
        (Organisation.Enterprise, _) =>
            $"SCIM is for enterprise only: within 5 seconds the tokens of {after.Name} are answered 403, and its directory changes nothing here any more. "
            + "Its accounts stay as they are, its tokens are kept, and nobody watches over its synchronisation.",
        (_, Organisation.Enterprise) =>
            $"Within 5 seconds the tokens of {after.Name} that have not expired are accepted again; 'tokens issue' makes a new one. What changed meanwhile "
            + "comes with Entra's next cycle, which a quarantine may delay by a day: 'Restart provisioning' in Entra ends it.",
        _ => null,
    };

    static Option<string?> Tier(bool required)
    {
        var tier = new Option<string?>("--tier") { Description = "SCIM is for enterprise only.", Required = required };
        tier.AcceptOnlyFromAmong([.. Organisation.Tiers]);
        return tier;
    }

    static Option<string?> Email() => new("--notification-email")
    {
        Description = "Where digests of synchronisation errors go; without one nothing is mailed.",
        HelpName = "ADDRESS",
    };

    static IRenderable One(Organisation organisation) => Table([organisation]);

    static IRenderable Table(IReadOnlyList<Organisation> organisations) => Tables.Of(
        ["~Name", "Tier", "~Digests to", "?Region", "?Since", "?Id"],
        organisations.Select(organisation => (IReadOnlyList<string>)
        [
            Words.Text(organisation.Name),
            organisation.Tier,
            Words.Text(organisation.NotificationEmail),
            organisation.Region,
            Words.Day(organisation.CreatedAt),
            $"[grey]{organisation.Id}[/]",
        ]),
        "No organisations yet: 'organisations create' makes one.");
}
