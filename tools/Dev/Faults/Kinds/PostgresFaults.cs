using Blink.Pipeline.Dev.Faults.Network;
using Blink.Pipeline.Dev.Running;
using Npgsql;

namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>PostgreSQL that crashes, is away, ends its connections, is slow, or has no space left.</summary>
static class PostgresFaults
{
    const string Hurts = "PostgreSQL";
    const string Immediate = "QUIT";

    const string TerminateSql = """
        SELECT count(pg_terminate_backend(pid))
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND random() < 0.5
        """;

    static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    public static IEnumerable<Fault> All { get; } =
    [
        new("postgres-crash", Hurts, "pg_ctl stop -m immediate, and a start some seconds later", (strike, token) => DownAsync(strike, 1, 8, token)),
        new("postgres-away", Hurts, "PostgreSQL is down for 10 minutes", (strike, token) => DownAsync(strike, 600, 600, token)) { IsLong = true },
        new("postgres-terminate", Hurts, "connections are terminated at random, again and again", TerminateAsync),
        new("postgres-slow", Hurts, "every piece to and from PostgreSQL is held back", SlowAsync),
        new("postgres-full", Hurts, "every write fails with 53100, disk full", FullAsync),
    ];

    static async Task DownAsync(Strike strike, double fromSeconds, double toSeconds, CancellationToken cancellationToken)
    {
        var postgres = strike.Pipeline.Servers.Postgres;
        var length = strike.Length(fromSeconds, toSeconds);
        strike.Say($"pg_ctl stop -m immediate; down for {length.TotalSeconds:0.0} s");
        await postgres.SignalAsync(Immediate, cancellationToken);
        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            // Its last processes take a moment to go; it is killed if they do not.
            await postgres.StopAsync(cancellationToken);
            await postgres.StartAsync(cancellationToken);
        }

        strike.Say("PostgreSQL answers again");
    }

    static async Task TerminateAsync(Strike strike, CancellationToken cancellationToken)
    {
        for (var times = strike.Random.Next(5, 15); times > 0; times--)
        {
            var terminated = await TryAsync(strike, TerminateSql, cancellationToken);
            strike.Say($"{terminated ?? "no"} connections terminated");
            await strike.LastAsync(strike.Length(0.5, 3), cancellationToken);
        }
    }

    static async Task SlowAsync(Strike strike, CancellationToken cancellationToken)
    {
        var (delay, length) = (TimeSpan.FromMilliseconds(strike.Random.Next(20, 200)), strike.Length(10, 40));
        strike.Say($"PostgreSQL's pieces are held back for {delay.TotalMilliseconds:0} ms, for {length.TotalSeconds:0.0} s");
        var proxies = Service.All.Select(strike.Pipeline.Links.Postgres).ToList();
        foreach (var proxy in proxies) proxy.Weather = Weather.Fair with { Delay = delay };
        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            foreach (var proxy in proxies) proxy.Weather = Weather.Fair;
        }
    }

    static async Task FullAsync(Strike strike, CancellationToken cancellationToken)
    {
        var length = strike.Length(5, 30);
        strike.Say($"no space left for PostgreSQL, for {length.TotalSeconds:0.0} s");
        while (await TryAsync(strike, FullDisk.FillSql, cancellationToken) is null) await strike.LastAsync(Retry, cancellationToken);
        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            while (await TryAsync(strike, FullDisk.EmptySql, cancellationToken) is null) await strike.LastAsync(Retry, cancellationToken);
        }

        strike.Say("there is space again");
    }

    /// <summary>What the statement answers; null: PostgreSQL did not take it.</summary>
    static async Task<string?> TryAsync(Strike strike, string sql, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = strike.Pipeline.Database.CreateCommand(sql);
            return $"{await command.ExecuteScalarAsync(cancellationToken)}";
        }
        catch (NpgsqlException exception)
        {
            strike.Say($"PostgreSQL did not take it: {exception.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }
}
