using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>Reads what a group of decisions needs to know: the users first, then, by what they want, the accounts around them.</summary>
/// <param name="connection">The connection, in the group's transaction.</param>
/// <param name="organisations">The organisations of the group, whose locks are held.</param>
/// <param name="cancellationToken">Stops it.</param>
sealed class GroupLoad(NpgsqlConnection connection, IReadOnlyList<Guid> organisations, CancellationToken cancellationToken)
{
    const string UsersSql = """
        SELECT
            desired.organisation_id,
            desired.scim_user_id,
            desired.version,
            desired.deleted,
            desired.user_name,
            desired.document::text,
            organisation.default_region,
            state.version,
            state.outcome = 'applied',
            CASE WHEN state.outcome = 'rejected' THEN state.account_id END,
            coalesce(state.region = organisation.default_region, true),
            desired.last_modified
        FROM unnest(@scim_users) AS asked (scim_user_id)
        JOIN scim.desired_users AS desired USING (scim_user_id)
        LEFT JOIN operations.organisations AS organisation ON organisation.id = desired.organisation_id
        LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = desired.scim_user_id
        """;

    const string LinkedSql = $"""
        SELECT
            {AccountRows.Columns}
        FROM provisioning.accounts AS account
        WHERE scim_user_id = ANY(@scim_users)
        """;

    const string OursSql = $"""
        SELECT
            {AccountRows.Columns}
        FROM unnest(@organisations, @emails) AS wanted (organisation_id, email_key)
        JOIN provisioning.accounts AS account USING (organisation_id, email_key)
        UNION ALL
        SELECT
            {AccountRows.Columns}
        FROM unnest(@organisations, @employee_ids) AS wanted (organisation_id, employee_id_key)
        JOIN provisioning.accounts AS account USING (organisation_id, employee_id_key)
        UNION ALL
        SELECT
            {AccountRows.Columns}
        FROM provisioning.accounts AS account
        WHERE active AND (email_key = ANY(@emails) OR mobile_key = ANY(@mobiles)) AND organisation_id = ANY(@locked)
        """;

    // Locked, so that whoever frees one of these sees our rejection, or we see that it is free.
    const string ElsewhereSql = $"""
        SELECT
            {AccountRows.Columns}
        FROM provisioning.accounts AS account
        WHERE active AND (email_key = ANY(@emails) OR mobile_key = ANY(@mobiles)) AND organisation_id <> ALL(@locked)
        FOR SHARE
        """;

    public NpgsqlConnection Connection => connection;

    /// <summary>The organisations whose accounts may be decided on.</summary>
    public IReadOnlyList<Guid> Organisations => organisations;

    /// <summary>What is known so far.</summary>
    public GroupState State { get; } = new();

    /// <summary>Adds users, their accounts and their open errors; users that do not exist are left out.</summary>
    public async Task UsersAsync(Guid[] scimUsers)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(UsersSql).With("scim_users", scimUsers));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LinkedSql).With("scim_users", scimUsers));
        batch.BatchCommands.Add(SyncErrorRows.Open(scimUsers));
        var users = new List<LoadedUser>();
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            await ReadAsync(reader, row => users.Add(ReadUser(row)));
            await ReadAsync(reader, row => Add(AccountRows.Read(row)));
            await ReadAsync(reader, row => State.OpenErrors.Add(SyncErrorRows.Read(row)));
        }
        var composed = await UnicodeComposition.ComposeAsync(connection, [.. users.Select(user => user.Desired.Identities)], cancellationToken);
        foreach (var (user, identities) in users.Zip(composed))
            State.Users[user.Desired.ScimUserId] = user with { Desired = user.Desired with { Identities = identities } };
    }

    /// <summary>Adds every account that has an identity which one of the users wants.</summary>
    public async Task NeighboursAsync(IReadOnlyList<DesiredUser> users)
    {
        if (users.Count == 0)
            return;
        var emails = users.Select(user => user.Identities.Email).ToArray();
        var mobiles = users.Select(user => user.Identities.Mobile).ToArray();
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(OursSql)
            .With("organisations", users.Select(user => user.OrganisationId).ToArray())
            .With("emails", emails)
            .With("employee_ids", users.Select(user => user.Identities.EmployeeId).ToArray())
            .With("mobiles", mobiles)
            .With("locked", organisations.ToArray()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ElsewhereSql)
            .With("emails", emails)
            .With("mobiles", mobiles)
            .With("locked", organisations.ToArray()));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await ReadAsync(reader, row => Add(AccountRows.Read(row)));
        await ReadAsync(reader, row => Add(AccountRows.Read(row)));
    }

    void Add(Account account) => State.Accounts[account.Id] = account;

    async Task ReadAsync(NpgsqlDataReader reader, Action<NpgsqlDataReader> read)
    {
        while (await reader.ReadAsync(cancellationToken))
            read(reader);
        await reader.NextResultAsync(cancellationToken);
    }

    static LoadedUser ReadUser(NpgsqlDataReader row)
    {
        using var document = JsonDocument.Parse(row.GetString(5));
        var profile = ScimDocument.ReadProfile(document.RootElement);
        var region = row.Nullable<string>(6);
        var desired = new DesiredUser
        {
            OrganisationId = row.GetGuid(0),
            ScimUserId = row.GetGuid(1),
            Version = row.GetInt64(2),
            Deleted = row.GetBoolean(3),
            AcknowledgedAt = row.GetFieldValue<DateTimeOffset>(11),
            UserName = row.GetString(4),
            Active = ScimDocument.ReadActive(document.RootElement),
            Profile = profile,
            Identities = Identities.Of(profile, region),
            Region = region,
            RejectedAccountId = row.Nullable<Guid?>(9),
            UnrecognisedPhones = PhoneNumber.Unrecognised(profile, region),
        };
        return new LoadedUser(desired, row.Nullable<long?>(7), row.Nullable<bool>(8) && row.GetBoolean(10));
    }
}
