using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Organisations;
using Npgsql;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

/// <summary>A console of a test class's own, in which each test has letters of an organisation of its own.</summary>
public sealed class LetterConsole : IAsyncLifetime
{
    public ConsoleHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ConsoleHost.StartAsync();

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    /// <summary>Has letters of a new organisation collected, each about a user that it wants at version 7.</summary>
    /// <param name="count">How many.</param>
    /// <param name="exception">What was thrown for each.</param>
    internal async Task<(Organisation Organisation, IReadOnlyList<long> Ids)> FailAsync(int count, Func<int, string>? exception = null)
    {
        var organisation = await Host.Use<OrganisationStore>().CreateAsync(
            new(default, $"Failing {Guid.NewGuid()}", Organisation.Enterprise, null, "GB", default), "setup", TestContext.Current.CancellationToken);
        var user = await Host.UserAsync(organisation.Id);
        return (organisation, await Host.StoreAsync([.. Enumerable.Range(0, count).Select(i =>
            FailedLetters.Command(organisation.Id, user, exception?.Invoke(i) ?? "System.TimeoutException"))]));
    }

    /// <summary>Has whoever reads dead letters wait until what it gives is let go.</summary>
    internal async Task<NpgsqlConnection> HoldAsync()
    {
        // Not pooled: closing it ends the transaction.
        var holding = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Host.Database.ConnectionString) { Pooling = false }.ConnectionString);
        await holding.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE operations.dead_letters", holding);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return holding;
    }

    /// <summary>Leaves letters as a replay does that is killed: no connection holds its lock any more.</summary>
    internal Task LeaveHalfWayAsync(IReadOnlyList<long> ids) => Host.ExecuteAsync($$"""
        WITH run AS (
            INSERT INTO operations.dead_letter_runs (kind, criterion, newest_letter_id, actor, started_at, matched)
            VALUES ('replay', '{"filter": {} }', {{ids[^1]}}, 'setup', now(), {{ids.Count}})
            RETURNING id
        )
        UPDATE operations.dead_letters AS letter
        SET status = 'replaying', run_id = run.id
        FROM run
        WHERE letter.id IN ({{string.Join(',', ids)}})
        """);

    /// <summary>How many letters of an organisation are in a status.</summary>
    internal Task<long> CountAsync(Organisation organisation, string status) => Host.ScalarAsync<long>(
        $"SELECT count(*) FROM operations.dead_letters WHERE organisation_id = '{organisation.Id}' AND status = '{status}'");

    /// <summary>How many letters of an organisation were treated so, by whoever visits, for this reason.</summary>
    internal Task<long> AuditedAsync(Organisation organisation, string action, string reason) => Host.ScalarAsync<long>($"""
        SELECT count(*)
        FROM operations.audit_records AS record
        JOIN operations.dead_letters AS letter ON record.subject = 'dead-letter:' || letter.id
        JOIN operations.dead_letter_runs AS run ON run.id = letter.run_id
        WHERE letter.organisation_id = '{organisation.Id}' AND record.actor = 'night.operator' AND record.action = '{action}' AND run.reason = '{reason}'
        """);

    /// <summary>The list of an organisation's letters.</summary>
    internal static string AddressOf(Organisation organisation, string also = "") => $"/dead-letters?organisation={organisation.Id}{also}";
}
