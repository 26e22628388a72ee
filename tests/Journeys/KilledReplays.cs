using System.Diagnostics;
using System.Reflection;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Journeys;

/// <summary>
/// Replays of dead letters that die half-way, each in a process of its own: at any moment, and at each of those that matter, which a
/// proxy before the broker and a lock in the database keep open until the kill. No process is told of it.
/// </summary>
sealed class KilledReplays(Assembly ops, TestDatabase database, TestBroker broker)
{
    // Each life replays a few letters, so that the last one still has some to do.
    const string LettersPerSecond = "20";
    const int LongestLifeInMilliseconds = 200;
    const int AtOnce = 4;

    static readonly Stage[] Stages = Enum.GetValues<Stage>();

    enum Stage
    {
        /// <summary>Whenever it is.</summary>
        AnyMoment,

        /// <summary>Letters are claimed, and no message is at the broker.</summary>
        BeforePublish,

        /// <summary>The messages are at the broker, and their confirms are not here.</summary>
        BeforeConfirm,

        /// <summary>The messages are confirmed, and the commit that records it is under way.</summary>
        BeforeSettle,
    }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts <c>dead-letters replay --all</c> and kills it (SIGKILL), several at once, again and again.</summary>
    /// <param name="times">How many to start and kill.</param>
    public async Task RunAsync(int times)
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"Seed of the kills: {seed}");
        await Parallel.ForEachAsync(
            Enumerable.Range(0, times),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Token },
            async (number, _) => await KillOneAsync($"kill-{number}", Stages[number % Stages.Length], new Random(seed + number)));
    }

    // Several processes start at once, beside other tests.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    async Task KillOneAsync(string actor, Stage stage, Random random)
    {
        await using var proxy = new TestProxy(broker.Uri);
        using var process = Start(
            "dead-letters", "replay", "--all", "--rate", LettersPerSecond, "--actor", actor,
            "--postgres", database.ConnectionString, "--rabbitmq", proxy.Uri.AbsoluteUri);
        try
        {
            var run = 0;
            await Eventually.HoldsAsync(async () => Assert.NotEqual(0, run = await ScalarAsync<int>(
                "SELECT coalesce(max(id), 0) FROM operations.dead_letter_runs WHERE actor = @actor", ("actor", actor))), Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(LongestLifeInMilliseconds)), TimeProvider.System, Token);
            await KillAsync(process, stage, run, proxy);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    Task KillAsync(Process process, Stage stage, int run, TestProxy proxy) => stage switch
    {
        Stage.BeforePublish => KillHeldAsync(process, run, proxy, proxy.HoldUp, () => true),
        Stage.BeforeConfirm => KillHeldAsync(process, run, proxy, proxy.HoldDown, Grown(proxy)),
        Stage.BeforeSettle => KillSettlingAsync(process, run),
        _ => Kill(process),
    };

    static Func<bool> Grown(TestProxy proxy)
    {
        var before = proxy.SentUp;
        return () => proxy.SentUp > before;
    }

    async Task KillHeldAsync(Process process, int run, TestProxy proxy, Action hold, Func<bool> reached)
    {
        hold();
        await Eventually.HoldsAsync(async () =>
        {
            Assert.True(reached(), $"{proxy.SentUp} bytes were sent.");
            Assert.NotEqual(0, await ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters WHERE run_id = @run AND status = 'replaying'", ("run", run)));
        }, Patience);
        await Kill(process);
    }

    // The statement is on its way already: whether its commit comes after the death of whoever sent it is PostgreSQL's to decide.
    async Task KillSettlingAsync(Process process, int run)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var hold = new NpgsqlCommand("SELECT FROM operations.dead_letter_runs WHERE id = @run FOR NO KEY UPDATE", connection).With("run", run);
        await hold.ExecuteNonQueryAsync(Token);
        await Eventually.HoldsAsync(async () => Assert.NotEqual(0, await ScalarAsync<long>(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND @holder = ANY(pg_blocking_pids(pid))",
            ("holder", connection.ProcessID))), Patience);
        await Kill(process);
        await process.WaitForExitAsync(Token);
        await transaction.RollbackAsync(Token);
    }

    static Task Kill(Process process)
    {
        Assert.False(process.HasExited, "It ended before it was killed.");
        process.Kill();
        return Task.CompletedTask;
    }

    Process Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments.Prepend(ops.Location))
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    async Task<T> ScalarAsync<T>(string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        foreach (var (name, value) in parameters)
            command.With(name, value);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }
}
