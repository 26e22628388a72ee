using System.Net.Mail;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Organisations;

/// <summary>The organisations, <c>operations.organisations</c>.</summary>
sealed class OrganisationStore(NpgsqlDataSource dataSource, AuditLog audit, TimeProvider timeProvider)
{
    const string Columns = "id, name, tier, notification_email, default_region, created_at";

    const string FindSql = $"""
        SELECT {Columns}
        FROM operations.organisations
        WHERE lower(name) = lower(@name) OR id = @id
        ORDER BY id = @id DESC
        LIMIT 1
        """;

    // Whoever changes the same one at the same moment waits, and then changes what this one left.
    const string FindAndLockSql = $"""
        {FindSql}
        FOR NO KEY UPDATE
        """;

    /// <summary>Creates an organisation, with an audit record in the same commit.</summary>
    /// <param name="organisation">What is wanted; id and time are given here.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; nothing is created then.</param>
    /// <returns>The organisation.</returns>
    /// <exception cref="OpsException">The name is taken, or a value is not one.</exception>
    public async Task<Organisation> CreateAsync(Organisation organisation, string actor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var created = Checked(organisation with { Id = Guid.CreateVersion7(now), CreatedAt = now });
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            INSERT INTO operations.organisations (id, name, tier, notification_email, default_region, created_at)
            VALUES (@id, @name, @tier, @email, @region, @now)
            """).With("id", created.Id).With("name", created.Name).With("tier", created.Tier)
            .With("email", created.NotificationEmail).With("region", created.Region).With("now", now));
        batch.BatchCommands.Add(audit.Record(actor, "organisation.created", $"organisation:{created.Id}", created));
        await SaveAsync(batch, created.Name, cancellationToken);
        return created;
    }

    /// <summary>Changes an organisation, with an audit record in the same commit.</summary>
    /// <param name="nameOrId">Which one.</param>
    /// <param name="change">What to change.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; nothing is changed then.</param>
    /// <returns>The organisation as it is now.</returns>
    /// <exception cref="OpsException">There is none, the name is taken, or a value is not one.</exception>
    public async Task<Organisation> SetAsync(string nameOrId, OrganisationChange change, string actor, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = new NpgsqlCommand(FindAndLockSql, connection, transaction);
        var before = await FindAsync(find, nameOrId, cancellationToken);
        var after = Checked(before with
        {
            Name = change.Name ?? before.Name,
            Tier = change.Tier ?? before.Tier,
            NotificationEmail = change.NotificationEmail is null ? before.NotificationEmail : change.NotificationEmail.Length > 0 ? change.NotificationEmail : null,
            Region = change.Region ?? before.Region,
        });
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            UPDATE operations.organisations
            SET name = @name, tier = @tier, notification_email = @email, default_region = @region
            WHERE id = @id
            """).With("id", after.Id).With("name", after.Name).With("tier", after.Tier).With("email", after.NotificationEmail).With("region", after.Region));
        batch.BatchCommands.Add(audit.Record(actor, "organisation.changed", $"organisation:{after.Id}", new { before, after }));
        await SaveAsync(batch, after.Name, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return after;
    }

    /// <summary>Reads all organisations.</summary>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>Them, by name.</returns>
    public async Task<IReadOnlyList<Organisation>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand($"SELECT {Columns} FROM operations.organisations ORDER BY lower(name)");
        return await command.ReadAsync(Read, cancellationToken);
    }

    /// <summary>Finds an organisation as an operator names it.</summary>
    /// <param name="nameOrId">Its name, whatever the case, or its id.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>The organisation.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<Organisation> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(FindSql);
        return await FindAsync(command, nameOrId, cancellationToken);
    }

    static async Task<Organisation> FindAsync(NpgsqlCommand command, string nameOrId, CancellationToken cancellationToken)
    {
        command.With("name", nameOrId.Trim()).With("id", Guid.TryParse(nameOrId, out var id) ? id : Guid.Empty);
        var found = await command.ReadAsync(Read, cancellationToken);
        return found.Count == 1
            ? found[0]
            : throw new OpsException($"There is no organisation '{nameOrId}': 'organisations list' shows those that there are.");
    }

    static async Task SaveAsync(NpgsqlBatch batch, string name, CancellationToken cancellationToken)
    {
        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (PostgresErrors.IsUniqueViolation(exception, "organisations_name_taken_once"))
        {
            throw new OpsException($"There is already an organisation named '{name}': take another name, or change it with 'organisations set'.");
        }
    }

    static Organisation Checked(Organisation organisation)
    {
        var region = organisation.Region.ToUpperInvariant();
        if (string.IsNullOrWhiteSpace(organisation.Name))
            throw new OpsException("An organisation needs a name.");
        if (!Organisation.Tiers.Contains(organisation.Tier))
            throw new OpsException($"'{organisation.Tier}' is no tier: give {string.Join(", ", Organisation.Tiers)}.");
        if (region.Length != 2 || !region.All(char.IsAsciiLetterUpper))
            throw new OpsException($"'{organisation.Region}' is no region: give two letters as in ISO 3166-1, such as GB.");
        if (organisation.NotificationEmail is { } email && !MailAddress.TryCreate(email, out _))
            throw new OpsException($"'{email}' is no e-mail address: give one such as it-team@example.com.");
        return organisation with { Name = organisation.Name.Trim(), Region = region };
    }

    static Organisation Read(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        row.GetString(1),
        row.GetString(2),
        row.Nullable<string>(3),
        row.GetString(4),
        row.GetFieldValue<DateTimeOffset>(5));
}
