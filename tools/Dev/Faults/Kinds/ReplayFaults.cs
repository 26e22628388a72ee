using System.Diagnostics;
using Blink.Pipeline.Dev.Running;
using Blink.Pipeline.LocalServers;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>Ops that ends while it replays dead letters: the command that replays, and the process that collects.</summary>
static class ReplayFaults
{
    const int Letters = 30;
    const string LettersPerSecond = "10";
    const string WaitingSql = "SELECT count(*) FROM operations.dead_letters WHERE status = 'waiting'";
    const string NewestRunSql = "SELECT coalesce(max(id), 0)::bigint FROM operations.dead_letter_runs";
    const string WorkingRunSql = "SELECT coalesce(max(id), 0)::bigint FROM operations.dead_letter_runs WHERE done > 0";

    static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    public static IEnumerable<Fault> All { get; } =
    [
        new("kill-replay", Service.Ops.Name, "kill -9 of ops in the middle of a replay of dead letters", (strike, token) => RunAsync(strike, "KILL", token)),
        new("term-replay", Service.Ops.Name, "SIGTERM of ops in the middle of a replay of dead letters", (strike, token) => RunAsync(strike, "TERM", token)),
    ];

    static async Task RunAsync(Strike strike, string signal, CancellationToken cancellationToken)
    {
        await strike.Poison.PublishAsync(Letters, cancellationToken);
        if (!await Readiness.WaitAsync(async token => await NumberAsync(strike, WaitingSql, token) >= Letters, () => false, Longest, cancellationToken))
            strike.Say("the poison is not among the dead letters yet");
        var before = await strike.UntilDoneAsync(() => NumberAsync(strike, NewestRunSql, cancellationToken), cancellationToken);
        using (var replay = Start(strike.Pipeline.OpsSettings))
        {
            if (!await Readiness.WaitAsync(async token => await NumberAsync(strike, WorkingRunSql, token) > before, () => replay.HasExited, Longest, cancellationToken))
                strike.Say("the replay did not get so far as to replay anything");
            await strike.LastAsync(strike.Length(0, 2), cancellationToken);
            var collector = strike.One(strike.Pipeline.Fleet.Of(Service.Ops));
            strike.Say($"SIG{signal} to the replay (pid {replay.Id}{(replay.HasExited ? ", over already" : "")}) and to {collector.Process.Name}");
            await SignalAsync(replay, signal, cancellationToken);
            await collector.EndAsync(signal, cancellationToken);
            await replay.WaitForExitAsync(cancellationToken);
        }

        // PostgreSQL may need a moment to notice that the first one is gone.
        var again = await strike.UntilDoneAsync(() => strike.Pipeline.OpsAsync("dead-letters", "replay", "--all"), cancellationToken);
        strike.Say($"replayed again: {again.Trim().ReplaceLineEndings(" ")}");
        await strike.UntilDoneAsync(() => strike.Pipeline.OpsAsync("dead-letters", "discard", "--all", "--reason", "the fault suite's poison"), cancellationToken);
    }

    static async Task<long> NumberAsync(Strike strike, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Our own constants.
        await using var command = strike.Pipeline.Database.CreateCommand(sql);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static Process Start(IReadOnlyDictionary<string, string?> settings)
    {
        var command = Service.Ops.Command;
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), "dead-letters", "replay", "--all", "--rate", LettersPerSecond])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    static async Task SignalAsync(Process process, string signal, CancellationToken cancellationToken)
    {
        if (process.HasExited) return;
        using var kill = Process.Start("kill", ["-s", signal, $"{process.Id}"]);
        await kill.WaitForExitAsync(cancellationToken);
    }
}
