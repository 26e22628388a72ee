using System.CommandLine;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Ops.SyncProgress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>The commands that show organisations.</summary>
static class OrganisationViews
{
    static readonly Dictionary<string, OrganisationOrder> Orders = new()
    {
        ["name"] = OrganisationOrder.Name,
        ["lag"] = OrganisationOrder.Lag,
        ["errors"] = OrganisationOrder.Errors,
        ["last-call"] = OrganisationOrder.LastCall,
        ["users"] = OrganisationOrder.Users,
        ["alerts"] = OrganisationOrder.Alerts,
    };

    public static Command List()
    {
        var search = new Option<string?>("--search") { Description = "Only those whose name or address holds this.", HelpName = "TEXT" };
        var order = new Option<string>("--order") { Description = "In what order.", DefaultValueFactory = _ => "name" };
        order.AcceptOnlyFromAmong([.. Orders.Keys]);
        var skip = new Option<int>("--skip") { Description = "How many to leave out.", HelpName = "N", Validators = { CommonOptions.Between(0, int.MaxValue) } };
        var limit = CommonOptions.Limit(1_000);
        var watch = CommonOptions.Watch();
        return new Command("list", "The organisations, and how each is.") { search, order, skip, limit, watch }.Runs(async context =>
        {
            var query = new OrganisationQuery(context.Get(search), Orders[context.Get(order)!], context.Get(skip), context.Get(limit));
            var more = 0;
            var code = await context.ShowAsync(watch, LoadAsync, Table);
            if (more > 0)
                await context.NoteAsync($"There are {Words.Count(more)} more: --skip {query.Skip + query.Take}");
            return code;

            async Task<IReadOnlyList<OrganisationOverview>> LoadAsync()
            {
                var page = await context.Use<OrganisationOverviewReader>().ListAsync(query, context.CancellationToken);
                more = page.Total - query.Skip - page.Organisations.Count;
                return page.Organisations;
            }
        });
    }

    public static Command Show()
    {
        var organisation = CommonOptions.Organisation();
        var watch = CommonOptions.Watch();
        return new Command("show", "Everything about one organisation: its calls, cycles, progress, errors, tokens and alerts.") { organisation, watch }.Runs(
            context => context.ShowAsync(
                watch,
                () => context.Use<OrganisationOverviewReader>().FindAsync(context.Get(organisation), context.CancellationToken),
                One));
    }

    /// <summary>What is set about an organisation.</summary>
    public static IEnumerable<(string, string)> Facts(Organisation organisation) =>
    [
        ("Name", Words.Text(organisation.Name)),
        ("Id", organisation.Id.ToString()),
        ("Tier", organisation.Tier),
        ("Digests to", Words.Text(organisation.NotificationEmail)),
        ("Region", organisation.Region),
        ("Created", Words.Day(organisation.CreatedAt)),
    ];

    static IRenderable Table(IReadOnlyList<OrganisationOverview> organisations) => Tables.Of(
        ["~Name", "Tier", "#Users", "#Pending", "?#Waits", "#Rejected", "?#Errors", "Last call", "?Alerts", "?#Tokens", "?Token until", "?~Digests to", "?Id"],
        organisations.Select(one => (IReadOnlyList<string>)
        [
            Words.Text(one.Organisation.Name),
            one.Organisation.Tier,
            Words.Count(one.Sync.Users),
            Words.Count(one.Sync.Pending),
            one.Sync.SlowestPendingSeconds is { } seconds ? Words.Span(TimeSpan.FromSeconds(seconds)) : "–",
            Words.Bad(one.Sync.Rejected),
            Words.Bad(one.OpenErrors),
            one.LastCallAt is { } call ? Words.Time(call) : "never",
            one.Sync.Alerts.Count == 0 ? "–" : $"[red]{string.Join(", ", one.Sync.Alerts)}[/]",
            Words.Count(one.ActiveTokens),
            one.TokenExpiresAt is { } expiry ? Words.Day(expiry) : "–",
            Words.Text(one.Organisation.NotificationEmail),
            $"[grey]{one.Organisation.Id}[/]",
        ]),
        "No organisations match: 'organisations create' makes one.");

    static Rows One(OrganisationDetails details) => new(
    [
        Tables.Facts(
        [
            .. Facts(details.Overview.Organisation),
            ("Last call", details.Overview.LastCallAt is { } call ? Words.Time(call) : "never"),
            ("Cycle", Cycle(details.Cycle)),
            ("Last 24 hours", $"{Words.Of(details.Requests.Events, "change")}, {Words.Bad(details.Requests.ClientErrors)} refused (4xx), {Words.Bad(details.Requests.ServerErrors)} failed (5xx)"),
            .. Progress(details.Progress, details.Overview.Sync),
            ("Open errors", Errors(details.OpenErrorsByReason)),
        ]),
        TokenCommands.Table(details.Tokens),
        SyncCommands.Table(details.Alerts),
    ]);

    static string Cycle(SyncCycle cycle) => cycle.LastStartedAt is { } started
        ? $"last {Words.Time(started)} with {Words.Of(cycle.LastEvents, "change")}{(cycle.Interval is { } interval ? $", every {Words.Span(interval)}" : "")}; next about {Words.Time(cycle.NextExpectedAt)}"
        : "no changes in the last two days";

    static IEnumerable<(string, string)> Progress(SyncEstimate progress, OrganisationSync sync) =>
    [
        ("Users", $"{Words.Count(progress.Seen)} seen ({Words.Count(sync.Deleted)} of them deleted), {Words.Count(progress.Applied)} applied, {Words.Bad(progress.Rejected)} rejected, {Words.Count(progress.Pending)} pending"),
        ("Speed", $"{progress.DecidedPerSecond:N1} a second{(progress.EndsAt is { } end ? $"; done about {Words.Time(end)}" : "")}"),
        ("Waits", sync.SlowestPendingSeconds is { } seconds ? $"the oldest pending change for {Words.Span(TimeSpan.FromSeconds(seconds))}" : "nobody"),
        ("Last change", Words.Time(sync.LastChangeAt)),
    ];

    static string Errors(IReadOnlyDictionary<string, long> reasons) =>
        reasons.Count == 0 ? "none" : string.Join(", ", reasons.Select(reason => $"{reason.Key} {Words.Count(reason.Value)}"));
}
