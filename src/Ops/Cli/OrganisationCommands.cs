using System.CommandLine;
using Blink.Pipeline.Ops.Organisations;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class OrganisationCommands
{
    public static Command Create() => new("organisations", "The customers: their tier, where digests go, how phone numbers are read.")
    {
        OrganisationViews.List(),
        OrganisationViews.Show(),
        CreateOne(),
        Set(),
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
        var newName = new Option<string?>("--name") { Description = "What it is called from now on.", HelpName = "NAME" };
        var set = new Command("set", "Change an organisation's name, tier, address or region.") { name, newName, tier, email, region };
        set.Aliases.Add("edit");
        return set.Runs(async context =>
        {
            var change = new OrganisationChange(context.Get(tier), context.Get(email), context.Get(region), context.Get(newName));
            if (change.IsNothing)
                throw new OpsException("Nothing to change: give --name, --tier, --notification-email or --region.");
            var before = await context.Use<OrganisationStore>().FindAsync(context.Get(name), context.CancellationToken);
            var after = await context.Use<OrganisationStore>().SetAsync(before.Id.ToString(), change, context.Actor, context.CancellationToken);
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

    static IRenderable One(Organisation organisation) => Tables.Facts(OrganisationViews.Facts(organisation));
}
