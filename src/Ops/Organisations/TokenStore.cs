using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Organisations;

/// <summary>The organisations' SCIM tokens, <c>operations.scim_tokens</c>: only their SHA-256 is stored.</summary>
sealed class TokenStore(NpgsqlDataSource dataSource, AuditLog audit, TimeProvider timeProvider)
{
    // Lets a scanner recognise a token that lies where none should.
    const string Prefix = "blink_scim_";

    /// <summary>How many tokens of an organisation are accepted at a time: the one in use, and the one that takes its place.</summary>
    public const int MostActive = 2;

    /// <summary>For how long the tokens before are accepted beside a new one that takes their place: time to enter it in Entra.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromDays(7);

    const string LockSql = "SELECT id FROM operations.organisations WHERE id = @organisation FOR UPDATE";

    const string ActiveSql =
        "SELECT count(*) FROM operations.scim_tokens WHERE organisation_id = @organisation AND revoked_at IS NULL AND expires_at > @now";

    const string OutrunSql = """
        UPDATE operations.scim_tokens
        SET expires_at = @until
        WHERE organisation_id = @organisation AND revoked_at IS NULL AND expires_at > @until
        """;

    /// <summary>Issues a token of 256 random bits, with an audit record in the same commit.</summary>
    /// <param name="organisation">Whose it will be.</param>
    /// <param name="label">What it is for.</param>
    /// <param name="lifetime">For how long it is accepted.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; no token is stored then.</param>
    /// <returns>The token, which cannot be had again.</returns>
    /// <exception cref="OpsException">The organisation's tier has no SCIM, or it has as many tokens as there may be.</exception>
    public Task<IssuedToken> IssueAsync(
        Organisation organisation, string label, TimeSpan lifetime, string actor, CancellationToken cancellationToken) =>
        IssueAsync(organisation, label, lifetime, outrun: false, actor, cancellationToken);

    /// <summary>Issues a token that takes the place of those before: they expire after <see cref="Overlap"/>, unless they do so before.</summary>
    /// <param name="organisation">Whose it will be.</param>
    /// <param name="label">What it is for.</param>
    /// <param name="lifetime">For how long it is accepted.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <returns>The token, which cannot be had again.</returns>
    /// <exception cref="OpsException">As with <see cref="IssueAsync(Organisation, string, TimeSpan, string, CancellationToken)"/>.</exception>
    public Task<IssuedToken> RotateAsync(
        Organisation organisation, string label, TimeSpan lifetime, string actor, CancellationToken cancellationToken) =>
        IssueAsync(organisation, label, lifetime, outrun: true, actor, cancellationToken);

    async Task<IssuedToken> IssueAsync(
        Organisation organisation, string label, TimeSpan lifetime, bool outrun, string actor, CancellationToken cancellationToken)
    {
        if (organisation.Tier != Organisation.Enterprise)
            throw new OpsException(
                $"'{organisation.Name}' is on the {organisation.Tier} tier, and SCIM is for enterprise only: change it with 'organisations set {organisation.Name} --tier enterprise'.");
        var now = timeProvider.GetUtcNow();
        var token = Secrets.Create(Prefix);
        var issued = new IssuedToken(Guid.CreateVersion7(now), organisation.Name, label, now + lifetime, token);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RefuseThirdAsync(connection, organisation, now, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (outrun)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(OutrunSql).With("organisation", organisation.Id).With("until", now + Overlap));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO operations.scim_tokens (id, organisation_id, label, hash, created_at, expires_at)
            VALUES (@id, @organisation, @label, @hash, @now, @expires)
            """).With("id", issued.Id).With("organisation", organisation.Id).With("label", label)
            .With("hash", Secrets.Hash(token)).With("now", now).With("expires", issued.ExpiresAt));
        batch.BatchCommands.Add(audit.Record(actor, outrun ? "token.rotated" : "token.issued", $"token:{issued.Id}",
            new { organisation = organisation.Name, label, issued.ExpiresAt }));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return issued;
    }

    // The organisation's row is locked: of two that are issued at once, the second one sees the first.
    static async Task RefuseThirdAsync(
        NpgsqlConnection connection, Organisation organisation, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var locking = new NpgsqlCommand(LockSql, connection).With("organisation", organisation.Id);
        await locking.ExecuteNonQueryAsync(cancellationToken);
        await using var counting = new NpgsqlCommand(ActiveSql, connection).With("organisation", organisation.Id).With("now", now);
        if ((long)(await counting.ExecuteScalarAsync(cancellationToken))! >= MostActive)
            throw new OpsException(
                $"'{organisation.Name}' has {MostActive} tokens that are accepted, which is all that a change of tokens needs: revoke the one that is not used with 'tokens revoke ID' ('tokens list' shows them).");
    }

    /// <summary>Reads tokens.</summary>
    /// <param name="organisationId">Only this organisation's; null: of all.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, by organisation, newest first.</returns>
    public async Task<IReadOnlyList<ScimToken>> ListAsync(Guid? organisationId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            SELECT
                token.id,
                token.organisation_id,
                organisation.name,
                token.label,
                token.created_at,
                token.expires_at,
                token.revoked_at,
                uses.last_used_at,
                CASE
                    WHEN token.revoked_at IS NOT NULL THEN 'revoked'
                    WHEN token.expires_at <= @now THEN 'expired'
                    ELSE 'active'
                END
            FROM operations.scim_tokens AS token
            JOIN operations.organisations AS organisation ON organisation.id = token.organisation_id
            LEFT JOIN scim.token_uses AS uses ON uses.token_id = token.id
            WHERE @organisation::uuid IS NULL OR token.organisation_id = @organisation
            ORDER BY lower(organisation.name), token.created_at DESC
            """);
        return await command.With("organisation", organisationId).With("now", timeProvider.GetUtcNow()).ReadAsync(Read, cancellationToken);
    }

    /// <summary>Revokes a token, with an audit record in the same commit; revoking it again changes and records nothing.</summary>
    /// <param name="id">The token.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The token as it is now.</returns>
    /// <exception cref="OpsException">There is none with this id.</exception>
    public async Task<ScimToken> RevokeAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var revoke = new NpgsqlCommand(
            "UPDATE operations.scim_tokens SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", connection, transaction);
        if (await revoke.With("id", id).With("now", timeProvider.GetUtcNow()).ExecuteNonQueryAsync(cancellationToken) == 1)
        {
            await using var batch = new NpgsqlBatch(connection, transaction);
            batch.BatchCommands.Add(audit.Record(actor, "token.revoked", $"token:{id}", new { }));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return (await ListAsync(null, cancellationToken)).FirstOrDefault(token => token.Id == id)
            ?? throw new OpsException($"There is no token {id}: 'tokens list' shows those that there are.");
    }

    static ScimToken Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetGuid(1),
        row.GetString(2),
        row.GetString(3),
        row.GetFieldValue<DateTimeOffset>(4),
        row.GetFieldValue<DateTimeOffset>(5),
        row.Nullable<DateTimeOffset?>(6),
        row.Nullable<DateTimeOffset?>(7),
        row.GetString(8));
}
