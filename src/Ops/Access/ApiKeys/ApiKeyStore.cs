using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Access.ApiKeys;

/// <summary>The keys of machines, <c>operations.api_keys</c>: only their SHA-256 is stored.</summary>
sealed class ApiKeyStore(NpgsqlDataSource dataSource, AuditLog audit, TimeProvider timeProvider)
{
    const string Prefix = "blink_ops_";

    const string Select = """
        SELECT
            id,
            name,
            role,
            created_at,
            expires_at,
            revoked_at,
            last_used_at,
            CASE
                WHEN revoked_at IS NOT NULL THEN 'revoked'
                WHEN expires_at <= @now THEN 'expired'
                ELSE 'active'
            END
        FROM operations.api_keys
        """;

    static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(1);

    /// <summary>Issues a key of 256 random bits, with an audit record in the same commit.</summary>
    /// <param name="name">Which machine it is for.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="lifetime">For how long it is accepted.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; no key is stored then.</param>
    /// <returns>The key, which cannot be had again.</returns>
    /// <exception cref="OpsException">There is a key of this name that is not revoked.</exception>
    public async Task<IssuedApiKey> IssueAsync(string name, Role role, TimeSpan lifetime, string actor, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new OpsException("A key needs a name: give that of the machine that will use it.");
        var (now, key) = (timeProvider.GetUtcNow(), Secrets.Create(Prefix));
        var issued = new IssuedApiKey(Guid.CreateVersion7(now), name.Trim(), role, now + lifetime, key);
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO operations.api_keys (id, name, role, hash, created_at, expires_at)
            VALUES (@id, @name, @role, @hash, @now, @expires)
            """).With("id", issued.Id).With("name", issued.Name).With("role", Text(role)).With("hash", Secrets.Hash(key))
            .With("now", now).With("expires", issued.ExpiresAt));
        batch.BatchCommands.Add(audit.Record(actor, "api-key.issued", $"api-key:{issued.Id}", new { issued.Name, role = Text(role), issued.ExpiresAt }));
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
            return issued;
        }
        catch (PostgresException exception) when (PostgresErrors.IsUniqueViolation(exception, "api_keys_name_taken_once"))
        {
            throw new OpsException($"There is a key named '{issued.Name}' that is not revoked: revoke it, or take another name.");
        }
    }

    /// <summary>Reads all keys.</summary>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, by name, newest first.</returns>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"{Select} ORDER BY lower(name), created_at DESC");
        return await command.With("now", timeProvider.GetUtcNow()).ReadAsync(Read, cancellationToken);
    }

    /// <summary>Finds the key that a machine shows, and notes that it was used.</summary>
    /// <param name="key">What it shows.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The key; null: there is none that is accepted.</returns>
    public async Task<ApiKey?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await using var command = dataSource.CreateCommand($"{Select} WHERE hash = @hash AND revoked_at IS NULL AND expires_at > @now");
        var found = (await command.With("hash", Secrets.Hash(key)).With("now", now).ReadAsync(Read, cancellationToken)).SingleOrDefault();
        if (found is not null && !(found.LastUsedAt > now - UseIsNoted))
        {
            await using var use = dataSource.CreateCommand("UPDATE operations.api_keys SET last_used_at = @now WHERE id = @id");
            await use.With("id", found.Id).With("now", now).ExecuteNonQueryAsync(cancellationToken);
        }
        return found;
    }

    /// <summary>Revokes a key, with an audit record in the same commit; revoking it again changes and records nothing.</summary>
    /// <param name="id">The key.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The key as it is now.</returns>
    /// <exception cref="OpsException">There is none with this id.</exception>
    public async Task<ApiKey> RevokeAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var revoke = new NpgsqlCommand(
            "UPDATE operations.api_keys SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", connection, transaction);
        if (await revoke.With("id", id).With("now", timeProvider.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(audit.Record(actor, "api-key.revoked", $"api-key:{id}", new { }));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return (await ListAsync(cancellationToken)).FirstOrDefault(key => key.Id == id)
            ?? throw new OpsException($"There is no key {id}: 'api-keys list' shows those that there are.");
    }

    static string Text(Role role) => role.ToString().ToLowerInvariant();

    static ApiKey Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        Enum.Parse<Role>(row.GetString(2), ignoreCase: true),
        row.GetFieldValue<DateTimeOffset>(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.Nullable<DateTimeOffset?>(5),
        row.Nullable<DateTimeOffset?>(6),
        row.GetString(7));
}
