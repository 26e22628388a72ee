using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;
using Spectre.Console;

namespace Blink.Pipeline.EntraSimulator.Cli;

/// <summary>The run command: a directory, its cycles, a table of what each one did. Exit code 0 only when nothing is left in escrow.</summary>
sealed class Run(DirectoryOptions directoryOptions, ProvisioningOptions options, int cycles, FileInfo? save)
{
    static readonly TimeSpan EscrowRetries = TimeSpan.FromMinutes(2);

    public async Task<int> ExecuteAsync(CancellationToken cancellationToken)
    {
        var (directory, changes) = DirectoryGenerator.Generate(directoryOptions);
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = options.Concurrency };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var service = new ProvisioningService(http, directory, options, TimeProvider.System);
        try
        {
            var reports = await CyclesAsync(service, changes, cancellationToken);
            RunTables.Write(reports, service.Escrows);
            if (save is not null) await DirectoryFile.WriteAsync(save, directory, service.ScimIds, cancellationToken);
            return service.Escrows.Count == 0 ? 0 : 1;
        }
        catch (QuarantineException exception)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{exception.Message}[/]");
            return 1;
        }
    }

    async Task<List<CycleProgress>> CyclesAsync(ProvisioningService service, DirectoryChanges changes, CancellationToken cancellationToken)
    {
        var reports = new List<CycleProgress> { await ShownAsync(service.RunInitialCycleAsync, cancellationToken) };
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            changes.Apply(EverydayChanges(directoryOptions.Users));
            reports.Add(await ShownAsync(service.RunIncrementalCycleAsync, cancellationToken));
        }

        if (service.Escrows.Count > 0)
            reports.Add(await ShownAsync((progress, token) => service.RetryEscrowsAsync(EscrowRetries, progress, token), cancellationToken));
        return reports;
    }

    static DirectoryChangePlan EverydayChanges(int users) => new()
    {
        Joiners = (users / 50) + 1,
        Movers = (users / 20) + 14,
        ManagerChanges = users / 50,
        Leavers = (users / 50) + 3,
        Restores = users / 100,
        HardDeletes = (users / 100) + 1,
        Rehires = (users / 200) + 1,
    };

    static async Task<CycleProgress> ShownAsync(
        Func<IProgress<CycleProgress>, CancellationToken, Task<CycleReport>> cycle, CancellationToken cancellationToken)
    {
        var report = await AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bar = context.AddTask("users");
                return cycle(new CycleBar(bar), cancellationToken);
            });
        return report.Totals;
    }

    sealed class CycleBar(ProgressTask bar) : IProgress<CycleProgress>
    {
        public void Report(CycleProgress value)
        {
            bar.Description = $"{value.Cycle}: {value.Acknowledged:N0} of {value.Users:N0} acknowledged, {value.Failed:N0} failed, {value.Requests:N0} requests";
            bar.MaxValue = Math.Max(1, value.Users);
            bar.Value = Math.Min(value.Users, value.Acknowledged + value.Failed);
        }
    }
}
