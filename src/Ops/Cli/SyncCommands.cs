using System.CommandLine;
using System.Text.Json;
using Blink.Pipeline.Ops.SyncProgress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class SyncCommands
{
    public static Command Create() => new("sync", "How far the accounts are behind what the organisations want, and whether they still say so.")
    {
        Status(),
        Alerts(),
    };

    static Command Status()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var watch = CommonOptions.Watch();
        return new Command("status", "Users applied, rejected and pending, of one organisation or of all.") { organisation, watch }.Runs(
            async context =>
            {
                var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
                return await context.ShowAsync(
                    watch, () => context.Use<SyncStatusReader>().ReadAsync(of?.Id, context.CancellationToken), Draw);
            });
    }

    static Command Alerts()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var all = new Option<bool>("--all") { Description = "Also those that are over." };
        var limit = CommonOptions.Limit(100);
        var watch = CommonOptions.Watch();
        return new Command("alerts", "Organisations whose Entra is silent, whose token expires, or that are near quarantine; newest first.")
        {
            organisation, all, limit, watch,
        }.Runs(async context =>
        {
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            return await context.ShowAsync(
                watch, () => context.Use<SyncAlertReader>().ListAsync(of?.Id, context.Get(all), context.Get(limit), context.CancellationToken), Table);
        });
    }

    internal static IRenderable Table(IReadOnlyList<SyncAlert> alerts) => Tables.Of(
        ["~Organisation", "Alert", "~Because", "Since", "?Until", "Mail", "?Mailed"],
        alerts.Select(alert => (IReadOnlyList<string>)
        [
            Words.Text(alert.Organisation),
            Words.State(alert.ClosedAt is null ? alert.Kind : $"{alert.Kind}, over"),
            Words.Text(Because(alert.Facts)),
            Words.Time(alert.OpenedAt),
            Words.Time(alert.ClosedAt),
            Words.Text(alert.LastError is { } error && alert.ToldAt is null ? $"{alert.Mailing}: {error}" : alert.Mailing),
            Words.Time(alert.ToldAt),
        ]),
        "No alerts: every synchronisation is alive.");

    static string Because(JsonElement facts)
    {
        if (facts.TryGetProperty("lastCallAt", out var call))
            return $"last call {Words.Time(call.GetDateTimeOffset())}";
        if (facts.TryGetProperty("expiresAt", out var expiry))
            return $"token '{facts.GetProperty("tokenLabel")}' expires {Words.Time(expiry.GetDateTimeOffset())}";
        var counts = facts.GetProperty("counts");
        return $"{counts.GetProperty("failures")} of {counts.GetProperty("events")} failed in 24 hours, {counts.GetProperty("serverErrors")} by our fault";
    }

    static IRenderable Draw(SyncStatus status) => new Rows(
        Tables.Of(
            ["~Organisation", "#Users", "#Applied", "#Rejected", "#Pending", "#Slowest", "Alerts", "?Last change"],
            status.Organisations.Select(Row),
            "No organisations yet: 'organisations create' makes one."),
        new Markup(Reasons(status)),
        new Markup($"On their way to the broker: {Words.Count(status.ScimOutbox)} from the ingress, {Words.Count(status.ProvisioningOutbox)} from the worker.\n"));

    static IReadOnlyList<string> Row(OrganisationSync organisation) =>
    [
        Words.Text(organisation.Organisation),
        Words.Count(organisation.Users),
        Words.Count(organisation.Applied),
        Words.Bad(organisation.Rejected),
        organisation.Pending == 0 ? "0" : $"[yellow]{Words.Count(organisation.Pending)}[/]",
        organisation.SlowestPendingSeconds is { } seconds ? Words.Span(TimeSpan.FromSeconds(seconds)) : "–",
        organisation.Alerts.Count == 0 ? "–" : $"[red]{string.Join(", ", organisation.Alerts)}[/]",
        Words.Time(organisation.LastChangeAt),
    ];

    static string Reasons(SyncStatus status) => string.Concat(
        status.Organisations.Where(organisation => organisation.Rejected > 0).Select(organisation =>
            $"{Words.Text(organisation.Organisation)} rejected: {string.Join(", ", organisation.RejectedByReason.Select(reason => $"{reason.Key} {Words.Count(reason.Value)}"))}\n"));
}
