using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Looks up what a replay would do with letters: what was applied, told and mailed since they failed.</summary>
sealed class ReplayForecaster(NpgsqlDataSource dataSource)
{
    const int PageSize = 1_000;

    static readonly string Sql = $"""
        SELECT
            letter.id,
            letter.origin_queue,
            letter.message_type,
            letter.organisation_id,
            letter.subject_id,
            letter.body,
            organisation.id IS NOT NULL,
            coalesce(desired.scim_user_id, problem.scim_user_id, profile.scim_user_id),
            coalesce(state.account_id, invite.account_id),
            desired.version,
            coalesce(desired.deleted, false),
            state.version,
            state.outcome,
            state.reason,
            problem.sync_error_id IS NOT NULL,
            problem.resolved_at IS NOT NULL,
            mailing.status,
            coalesce(mailing.status = 'left_out' OR mailing.resolution_digest_id IS NOT NULL, false),
            invitation.status,
            state.decided_at
        FROM (
            SELECT *
            FROM operations.dead_letters AS letter
            WHERE letter.id > @after AND {DeadLetterFilter.Sql}
            ORDER BY letter.id
            LIMIT @limit
        ) AS letter
        LEFT JOIN operations.organisations AS organisation ON organisation.id = letter.organisation_id
        LEFT JOIN provisioning.sync_error_details AS problem
            ON problem.sync_error_id = letter.subject_id AND letter.origin_queue = 'notify-sync-errors'
        LEFT JOIN notification.sync_error_mailings AS mailing ON mailing.sync_error_id = problem.sync_error_id
        LEFT JOIN operations.invites AS invite ON invite.id = letter.subject_id AND letter.origin_queue = 'send-invite'
        LEFT JOIN notification.invitation_overview AS invitation
            ON invitation.invite_id = letter.subject_id AND letter.origin_queue = 'send-invite'
        LEFT JOIN provisioning.account_profiles AS profile ON profile.account_id = invite.account_id
        LEFT JOIN scim.desired_users AS desired
            ON desired.scim_user_id = coalesce(problem.scim_user_id, profile.scim_user_id, letter.subject_id)
            AND desired.organisation_id = letter.organisation_id
        LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = desired.scim_user_id
        ORDER BY letter.id
        """;

    /// <summary>Foretells a replay.</summary>
    /// <param name="filter">Which letters.</param>
    /// <param name="most">How many of them at most, the oldest first; null: all.</param>
    /// <param name="examples">How many letters to name.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>With how many letters it would do what, the most frequent first; and the first letters.</returns>
    public async Task<(IReadOnlyList<VerdictCount> Verdicts, IReadOnlyList<ReplayForecast> Letters)> ForetellAsync(
        DeadLetterFilter filter, int? most, int examples, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<ReplayVerdict, long>();
        var named = new List<ReplayForecast>();
        var (after, left) = (0L, most ?? int.MaxValue);
        while (await PageAsync(filter, after, Math.Min(left, PageSize), cancellationToken) is { Count: > 0 } page)
        {
            foreach (var forecast in page.Select(ReplayForecasts.Of))
            {
                counts[forecast.Verdict] = counts.GetValueOrDefault(forecast.Verdict) + 1;
                if (named.Count < examples)
                    named.Add(forecast);
            }
            (after, left) = (page[^1].Id, left - page.Count);
        }
        return ([.. counts.OrderByDescending(count => count.Value).Select(count => new VerdictCount(count.Key, count.Value))], named);
    }

    /// <summary>Looks up one letter.</summary>
    /// <param name="id">Its number; there is such a letter.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    /// <returns>What is known.</returns>
    public async Task<LetterFacts> FactsAsync(long id, CancellationToken cancellationToken) =>
        (await PageAsync(new DeadLetterFilter { Ids = [id] }, 0, 1, cancellationToken)).Single();

    async Task<List<LetterFacts>> PageAsync(DeadLetterFilter filter, long after, int limit, CancellationToken cancellationToken)
    {
        if (limit <= 0)
            return [];
        await using var command = dataSource.CreateCommand(Sql);
        return await filter.AddTo(command).With("after", after).With("limit", limit).ReadAsync(Read, cancellationToken);
    }

    static LetterFacts Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        OriginQueue = row.Nullable<string>(1),
        MessageType = row.Nullable<string>(2),
        OrganisationId = row.Nullable<Guid?>(3),
        SubjectId = row.Nullable<Guid?>(4),
        Body = row.GetFieldValue<byte[]>(5),
        OrganisationExists = row.GetBoolean(6),
        ScimUserId = row.Nullable<Guid?>(7),
        AccountId = row.Nullable<Guid?>(8),
        DesiredVersion = row.Nullable<long?>(9),
        Deleted = row.GetBoolean(10),
        DecidedVersion = row.Nullable<long?>(11),
        Outcome = row.Nullable<string>(12),
        Reason = row.Nullable<string>(13),
        SyncErrorExists = row.GetBoolean(14),
        SyncErrorResolved = row.GetBoolean(15),
        Mailing = row.Nullable<string>(16),
        ResolutionNoted = row.GetBoolean(17),
        Invitation = row.Nullable<string>(18),
        DecidedAt = row.Nullable<DateTimeOffset?>(19),
    };
}
