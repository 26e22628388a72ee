using System.Text.Json;
using Blink.Pipeline.LocalServers.Postgres;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Tests;

/// <summary>A database of its own, with what the ingress and Ops would have written, and what tests ask of the worker's tables.</summary>
public sealed class ProvisioningDatabase : IAsyncLifetime
{
    TestDatabase database = null!;

    /// <summary>The server; null: the one that all tests share.</summary>
    public PostgresServer? Server { get; init; }

    public NpgsqlDataSource DataSource => database.DataSource;

    public string ConnectionString => database.ConnectionString;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await TestDatabase.CreateAsync(Server);

    public ValueTask DisposeAsync() => database.DisposeAsync();

    internal ApplyUserWriter Writer(ILogger<ApplyUserWriter>? logger = null) =>
        new(DataSource, new OutboxSignal(), new ProvisioningMetrics(), Time, logger ?? NullLogger<ApplyUserWriter>.Instance);

    internal GroupCommit<ApplyUserItem, ApplyResult> Groups(int size = 16) => new(
        WriteAsync,
        exception => FailurePolicy.KindOf(exception) is FailureKind.Transient,
        new GroupCommitOptions { MaxGroupSize = size },
        TimeProvider.System);

    public async Task<Guid> OrganisationAsync(string region = "GB")
    {
        var id = Guid.NewGuid();
        await ExecuteAsync(
            "INSERT INTO operations.organisations VALUES (@id, @name, 'enterprise', NULL, @region, @now)",
            ("id", id), ("name", id.ToString()), ("region", region), ("now", Time.GetUtcNow()));
        return id;
    }

    /// <summary>Stores a desired state as the ingress does: the version grows by one.</summary>
    public async Task<Contracts.ApplyUser> WantAsync(Guid organisation, Guid user, ScimUser desired)
    {
        var version = await ScalarAsync<long>(
            """
            INSERT INTO scim.users AS known (organisation_id, id, version, created_at, last_modified, deleted_at, user_name, user_name_key, document)
            VALUES (@organisation, @id, 1, @now, @now, CASE WHEN @deleted THEN @now END, @name, @name, @document::jsonb)
            ON CONFLICT (id) DO UPDATE SET
                version = known.version + 1,
                last_modified = excluded.last_modified,
                deleted_at = excluded.deleted_at,
                document = excluded.document
            RETURNING version
            """,
            ("organisation", organisation), ("id", user), ("now", Time.GetUtcNow()), ("deleted", desired.Deleted),
            ("name", $"user-{user}"), ("document", desired.ToJson()));
        return new(organisation, user, version);
    }

    internal async Task<IReadOnlyList<ApplyResult>> ApplyAsync(params Contracts.ApplyUser[] commands) =>
        await WriteAsync([.. commands.Select(command => new ApplyUserItem(command, null))], Token);

    /// <summary>Stores a desired state and applies it.</summary>
    internal async Task<ApplyResult> SyncAsync(Guid organisation, Guid user, ScimUser desired) =>
        (await ApplyAsync(await WantAsync(organisation, user, desired)))[0];

    /// <summary>Makes an account that no SCIM user governs.</summary>
    public async Task ImportAsync(Guid organisation, params ImportedAccount[] accounts) =>
        Assert.Empty((await new AccountImport(DataSource, Time).ImportAsync(organisation, accounts, record: null, Token)).Errors);

    internal async Task<List<Account>> AccountsAsync(Guid? organisation = null)
    {
        await using var command = DataSource.CreateCommand(
            $"SELECT {AccountRows.Columns} FROM provisioning.accounts AS account WHERE organisation_id = coalesce(@organisation, organisation_id)");
        command.Parameters.Add(new() { ParameterName = "organisation", NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid, Value = (object?)organisation ?? DBNull.Value });
        return await command.ReadAsync(AccountRows.Read, Token);
    }

    internal async Task<Account> AccountOfAsync(Guid user) => Assert.Single(await AccountsAsync(), account => account.ScimUserId == user);

    /// <summary>Takes every message out of the outbox, as the relay does.</summary>
    public async Task<List<object>> TakeOutboxAsync()
    {
        await using var command = DataSource.CreateCommand(ProvisioningOutbox.Table.TakeSql).With("limit", 10_000);
        return [.. (await command.ReadAsync(ProvisioningOutbox.Table.Read, Token)).Select(message => message.Message)];
    }

    /// <summary>A user's recorded version, outcome, decision and reason, as one text.</summary>
    public Task<string?> StateAsync(Guid user) => ScalarAsync<string?>(
        "SELECT concat_ws(' ', version, outcome, decision, reason) FROM provisioning.user_states WHERE scim_user_id = @user", ("user", user));

    /// <summary>The open sync errors of a user: reason and value.</summary>
    public Task<string[]> OpenErrorsAsync(Guid user) => ScalarAsync<string[]>(
        """
        SELECT coalesce(array_agg(concat_ws(' ', severity, reason, value) ORDER BY severity), '{}')
        FROM provisioning.sync_errors
        WHERE scim_user_id = @user AND resolved_at IS NULL
        """,
        ("user", user));

    public async Task<T> ScalarAsync<T>(string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return (T)(await command.ExecuteScalarAsync(Token))!;
    }

    public async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        // What a test prepares may take as long as a busy machine needs.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(Token);
    }

    // As the consumer does: who meets a busy organisation tries again.
    async Task<IReadOnlyList<ApplyResult>> WriteAsync(IReadOnlyList<ApplyUserItem> items, CancellationToken cancellationToken)
    {
        var results = (await Writer().WriteAsync(items, cancellationToken)).ToArray();
        for (var i = 0; i < results.Length; i++)
        {
            while (results[i].Outcome is ApplyOutcome.Busy)
                results[i] = (await Writer().WriteAsync([items[i]], cancellationToken))[0];
        }
        return results;
    }

    NpgsqlCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = DataSource.CreateCommand(sql);
        foreach (var (name, value) in parameters)
            command.With(name, value);
        return command;
    }
}

/// <summary>What a directory wants of a user.</summary>
public sealed record ScimUser(string? Email = null, string? Mobile = null, string? EmployeeId = null)
{
    public bool Active { get; init; } = true;

    public bool Deleted { get; init; }

    public string? FirstName { get; init; }

    public string? Title { get; init; }

    public string? Manager { get; init; }

    public string ToJson() => JsonSerializer.Serialize(new Dictionary<string, object?>
    {
        ["userName"] = Email,
        ["active"] = Active,
        ["title"] = Title,
        ["name"] = new { givenName = FirstName },
        ["emails"] = new[] { new { type = "work", value = Email } },
        ["phoneNumbers"] = new[] { new { type = "mobile", value = Mobile } },
        ["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"] = new { employeeNumber = EmployeeId, manager = new { value = Manager } },
    });
}
