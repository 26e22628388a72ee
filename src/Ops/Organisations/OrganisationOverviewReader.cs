using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Organisations;

/// <summary>Reads how the organisations are, all or one.</summary>
sealed class OrganisationOverviewReader(
    NpgsqlDataSource dataSource,
    OrganisationStore organisations,
    TokenStore tokens,
    SyncStatusReader sync,
    SyncAlertReader alerts,
    TimeProvider timeProvider)
{
    const int MostAlerts = 20;

    const string CallsSql = """
        SELECT
            organisation.id,
            calls.last_used_at,
            coalesce(errors.open, 0),
            coalesce(calls.active, 0),
            calls.expires_at
        FROM operations.organisations AS organisation
        LEFT JOIN (
            SELECT
                token.organisation_id,
                max(uses.last_used_at) AS last_used_at,
                (count(*) FILTER (WHERE token.revoked_at IS NULL AND token.expires_at > @now))::int AS active,
                max(token.expires_at) FILTER (WHERE token.revoked_at IS NULL AND token.expires_at > @now) AS expires_at
            FROM operations.scim_tokens AS token
            LEFT JOIN scim.token_uses AS uses ON uses.token_id = token.id
            GROUP BY token.organisation_id) AS calls ON calls.organisation_id = organisation.id
        LEFT JOIN (
            SELECT
                organisation_id,
                count(*) AS open
            FROM provisioning.sync_error_details
            WHERE resolved_at IS NULL AND severity = 'error'
            GROUP BY organisation_id) AS errors ON errors.organisation_id = organisation.id
        WHERE @organisation::uuid IS NULL OR organisation.id = @organisation
        """;

    const string BucketsSql = """
        SELECT
            bucket,
            events,
            client_errors,
            server_errors
        FROM scim.request_counts
        WHERE organisation_id = @organisation
        ORDER BY bucket
        """;

    const string ReasonsSql = """
        SELECT
            reason,
            count(*)
        FROM provisioning.sync_error_details
        WHERE organisation_id = @organisation AND resolved_at IS NULL
        GROUP BY reason
        ORDER BY reason
        """;

    const string DecidedSql = """
        SELECT
            count(*),
            min(decided_at)
        FROM provisioning.user_decisions
        WHERE decided_at > @since AND organisation_id = @organisation
        """;

    /// <summary>Lists organisations.</summary>
    /// <param name="query">Which, and in what order.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The page.</returns>
    public async Task<OrganisationPage> ListAsync(OrganisationQuery query, CancellationToken cancellationToken)
    {
        var all = await organisations.ListAsync(cancellationToken);
        var overviews = await OverviewsAsync(all, null, cancellationToken);
        List<OrganisationOverview> matching = [.. Ordered(overviews.Where(overview => Matches(overview.Organisation, query.Search)), query.Order)];
        return new OrganisationPage([.. matching.Skip(query.Skip).Take(query.Take)], matching.Count);
    }

    /// <summary>Reads everything about one organisation.</summary>
    /// <param name="nameOrId">Its name, whatever the case, or its id.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The organisation.</returns>
    /// <exception cref="OpsException">There is none.</exception>
    public async Task<OrganisationDetails> FindAsync(string nameOrId, CancellationToken cancellationToken)
    {
        var organisation = await organisations.FindAsync(nameOrId, cancellationToken);
        var overview = (await OverviewsAsync([organisation], organisation.Id, cancellationToken)).Single();
        var buckets = await ReadAsync(BucketsSql, organisation.Id, row => (
            At: row.GetFieldValue<DateTimeOffset>(0),
            Totals: new RequestTotals(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3))), cancellationToken);
        var reasons = await ReadAsync(ReasonsSql, organisation.Id, row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), cancellationToken);
        var decided = await ReadAsync(
            DecidedSql, organisation.Id, row => (row.GetInt64(0), row.Nullable<DateTimeOffset?>(1)), cancellationToken);
        var now = timeProvider.GetUtcNow();
        return new OrganisationDetails(
            overview,
            SyncCycle.Of([.. buckets.Select(bucket => (bucket.At, bucket.Totals.Events))]),
            SyncEstimate.Of(overview.Sync, decided[0].Item1, decided[0].Item2, now),
            new Dictionary<string, long>(reasons),
            Sum(buckets.Where(bucket => bucket.At > now.AddDays(-1)).Select(bucket => bucket.Totals)),
            await tokens.ListAsync(organisation.Id, cancellationToken),
            await alerts.ListAsync(organisation.Id, alsoClosed: true, MostAlerts, cancellationToken));
    }

    async Task<IReadOnlyList<OrganisationOverview>> OverviewsAsync(
        IReadOnlyList<Organisation> of, Guid? organisationId, CancellationToken cancellationToken)
    {
        var syncs = (await sync.OrganisationsAsync(organisationId, cancellationToken)).ToDictionary(status => status.OrganisationId);
        await using var command = dataSource.CreateCommand(CallsSql).With("organisation", organisationId).With("now", timeProvider.GetUtcNow());
        var calls = (await command.ReadAsync(ReadCalls, cancellationToken)).ToDictionary(call => call.Id);
        // One that was created between the queries comes with the next look.
        return
        [
            .. of.Where(organisation => syncs.ContainsKey(organisation.Id) && calls.ContainsKey(organisation.Id)).Select(organisation =>
            {
                var call = calls[organisation.Id];
                return new OrganisationOverview(
                    organisation, syncs[organisation.Id], call.LastCallAt, call.OpenErrors, call.ActiveTokens, call.TokenExpiresAt);
            }),
        ];
    }

    async Task<List<T>> ReadAsync<T>(string sql, Guid organisationId, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants of this class.
        await using var command = dataSource.CreateCommand(sql)
#pragma warning restore CA2100
            .With("organisation", organisationId)
            .With("since", timeProvider.GetUtcNow() - SyncEstimate.Period);
        return await command.ReadAsync(read, cancellationToken);
    }

    static (Guid Id, DateTimeOffset? LastCallAt, long OpenErrors, int ActiveTokens, DateTimeOffset? TokenExpiresAt) ReadCalls(NpgsqlDataReader row) =>
        (row.GetGuid(0), row.Nullable<DateTimeOffset?>(1), row.GetInt64(2), row.GetInt32(3), row.Nullable<DateTimeOffset?>(4));

    static RequestTotals Sum(IEnumerable<RequestTotals> totals) => totals.Aggregate(
        new RequestTotals(0, 0, 0),
        (sum, one) => new(sum.Events + one.Events, sum.ClientErrors + one.ClientErrors, sum.ServerErrors + one.ServerErrors));

    static bool Matches(Organisation organisation, string? search) =>
        search is null
        || organisation.Name.Contains(search, StringComparison.OrdinalIgnoreCase)
        || organisation.NotificationEmail?.Contains(search, StringComparison.OrdinalIgnoreCase) == true
        || organisation.Id.ToString().Equals(search, StringComparison.OrdinalIgnoreCase);

    // Linq's order is stable: equals stay by name.
    static IEnumerable<OrganisationOverview> Ordered(IEnumerable<OrganisationOverview> byName, OrganisationOrder order) => order switch
    {
        OrganisationOrder.Lag => byName.OrderByDescending(one => one.Sync.SlowestPendingSeconds ?? -1),
        OrganisationOrder.Errors => byName.OrderByDescending(one => one.OpenErrors),
        OrganisationOrder.LastCall => byName.OrderBy(one => one.LastCallAt ?? DateTimeOffset.MinValue),
        OrganisationOrder.Users => byName.OrderByDescending(one => one.Sync.Users),
        OrganisationOrder.Alerts => byName.OrderByDescending(one => one.Sync.Alerts.Count),
        _ => byName,
    };
}
