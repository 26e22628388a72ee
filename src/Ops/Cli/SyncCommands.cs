using System.CommandLine;
using Blink.Pipeline.Ops.SyncProgress;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class SyncCommands
{
    public static Command Create()
    {
        var organisation = CommonOptions.OrganisationIfAny();
        var watch = CommonOptions.Watch();
        return new Command("sync", "How far the accounts are behind what the organisations want.")
        {
            new Command("status", "Users applied, rejected and pending, of one organisation or of all.") { organisation, watch }.Runs(
                async context =>
                {
                    var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
                    return await context.ShowAsync(
                        watch, () => context.Use<SyncStatusReader>().ReadAsync(of?.Id, context.CancellationToken), Draw);
                }),
        };
    }

    static IRenderable Draw(SyncStatus status) => new Rows(
        Tables.Of(
            ["~Organisation", "#Users", "#Applied", "#Rejected", "#Pending", "#Slowest", "?Last change"],
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
        Words.Time(organisation.LastChangeAt),
    ];

    static string Reasons(SyncStatus status) => string.Concat(
        status.Organisations.Where(organisation => organisation.Rejected > 0).Select(organisation =>
            $"{Words.Text(organisation.Organisation)} rejected: {string.Join(", ", organisation.RejectedByReason.Select(reason => $"{reason.Key} {Words.Count(reason.Value)}"))}\n"));
}
