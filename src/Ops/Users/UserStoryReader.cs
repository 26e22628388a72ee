using System.Text.Json;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.SyncProgress;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Users;

/// <summary>Tells the story of one SCIM user. It shows personal data, so each look is audited, without any of it.</summary>
sealed class UserStoryReader(
    NpgsqlDataSource dataSource, AccountReader accounts, SyncErrorReader errors, InviteReader invites, AuditLog audit)
{
    const int MostVersions = 200;
    const int MostInvites = 50;

    const string UserSql = """
        SELECT
            users.organisation_id,
            organisation.name,
            users.user_name,
            users.external_id,
            users.version,
            users.created_at,
            users.last_modified,
            users.deleted_at,
            users.document::text,
            state.version,
            state.outcome,
            state.decision,
            state.reason,
            state.decided_at,
            coalesce((SELECT id FROM provisioning.accounts WHERE scim_user_id = users.id), state.account_id),
            users.id
        FROM scim.users AS users
        JOIN operations.organisations AS organisation ON organisation.id = users.organisation_id
        LEFT JOIN provisioning.user_states AS state ON state.scim_user_id = users.id
        WHERE users.id = @user
        """;

    const string PublicationsSql = """
        SELECT
            version,
            acknowledged_at,
            published_at
        FROM scim.user_publications
        WHERE scim_user_id = @user
        ORDER BY version DESC
        LIMIT @limit
        """;

    const string DecisionsSql = """
        SELECT
            version,
            outcome,
            decision,
            reason,
            decided_at
        FROM provisioning.user_decisions
        WHERE scim_user_id = @user
        ORDER BY decided_at DESC
        LIMIT @limit
        """;

    const string MailsSql = """
        SELECT
            mailing.digest_id,
            mailing.sync_error_id,
            'error',
            mailing.status,
            mailing.mailed_at
        FROM notification.sync_error_mailings AS mailing
        WHERE mailing.sync_error_id = ANY(@errors) AND mailing.digest_id IS NOT NULL
        UNION ALL
        SELECT
            mailing.resolution_digest_id,
            mailing.sync_error_id,
            'resolved',
            CASE WHEN mailing.resolution_mailed_at IS NULL THEN 'pending' ELSE 'mailed' END,
            mailing.resolution_mailed_at
        FROM notification.sync_error_mailings AS mailing
        WHERE mailing.sync_error_id = ANY(@errors) AND mailing.resolution_digest_id IS NOT NULL
        ORDER BY 5 DESC NULLS FIRST
        """;

    const string LettersSql = """
        SELECT
            id,
            queue,
            message_type,
            cause,
            exception_type,
            failed_at,
            status,
            replay_count
        FROM operations.dead_letters
        WHERE subject_id = ANY(@subjects)
        ORDER BY id DESC
        LIMIT @limit
        """;

    /// <summary>Reads everything about a SCIM user, with an audit record before anything is shown.</summary>
    /// <param name="scimUserId">The SCIM user.</param>
    /// <param name="actor">Who looks.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The story.</returns>
    /// <exception cref="OpsException">There is no such SCIM user.</exception>
    public async Task<UserStory> ReadAsync(Guid scimUserId, string actor, CancellationToken cancellationToken)
    {
        var (story, accountId) = await FindAsync(scimUserId, cancellationToken);
        await audit.WriteAsync(actor, "user.viewed", $"user:{scimUserId}", new { organisationId = story.OrganisationId }, cancellationToken);
        return await TellAsync(story, accountId, cancellationToken);
    }

    /// <summary>Reads it anew for a page that stays open, whose first look <see cref="ReadAsync"/> has recorded.</summary>
    /// <param name="scimUserId">The SCIM user.</param>
    /// <param name="cancellationToken">Stops the queries.</param>
    /// <returns>The story as it is now.</returns>
    /// <exception cref="OpsException">There is no such SCIM user any more.</exception>
    public async Task<UserStory> AgainAsync(Guid scimUserId, CancellationToken cancellationToken)
    {
        var (story, accountId) = await FindAsync(scimUserId, cancellationToken);
        return await TellAsync(story, accountId, cancellationToken);
    }

    async Task<UserStory> TellAsync(UserStory story, Guid? accountId, CancellationToken cancellationToken)
    {
        var (user, isDeleted) = (story.ScimUserId, story.DeletedAt is not null);
        var account = accountId is { } id ? await accounts.OrNoneAsync(id, cancellationToken) : null;
        // Of a rejected user it may be the account that is in the way, which is nobody's business here.
        account = account?.Scim?.UserId == user || isDeleted ? account : null;
        var raised = await errors.OfUserAsync(user, cancellationToken);
        var invited = account is null ? [] : await invites.OfAccountAsync(account.Id, MostInvites, cancellationToken);
        return story with
        {
            Fields = FieldComparisons.Of(story.Document, isDeleted, account),
            Versions = await VersionsAsync(user, story.Decided, cancellationToken),
            Account = account,
            Errors = raised,
            Mails = await MailsAsync(raised, cancellationToken),
            Invites = invited,
            Letters = await LettersAsync([user, .. raised.Select(error => error.Id), .. invited.Select(invite => invite.Id)], cancellationToken),
        };
    }

    // What one row says of it; the rest is told by TellAsync.
    async Task<(UserStory Story, Guid? AccountId)> FindAsync(Guid scimUserId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(UserSql).With("user", scimUserId);
        return await command.ReadAsync(ReadUser, cancellationToken) is [var user]
            ? user
            : throw new OpsException($"There is no SCIM user {scimUserId}: 'users search' finds one by name, e-mail or employee id.");
    }

    async Task<IReadOnlyList<VersionStory>> VersionsAsync(
        Guid scimUserId, DecidedVersion? last, CancellationToken cancellationToken)
    {
        await using var publishing = dataSource.CreateCommand(PublicationsSql).With("user", scimUserId).With("limit", MostVersions);
        var published = await publishing.ReadAsync(
            row => (Version: row.GetInt64(0), AcknowledgedAt: row.GetFieldValue<DateTimeOffset>(1), PublishedAt: row.Nullable<DateTimeOffset?>(2)),
            cancellationToken);
        await using var deciding = dataSource.CreateCommand(DecisionsSql).With("user", scimUserId).With("limit", MostVersions);
        var history = await deciding.ReadAsync(row => Decision(row, 0), cancellationToken);
        // It outlives its history, which may also be kept for a shorter time than the ingress keeps its own.
        if (last is not null && history.All(decision => decision.Version != last.Version))
            history.Add(last);
        var decided = history.ToLookup(decision => decision.Version);
        var byVersion = published.ToLookup(version => version.Version);
        return
        [
            .. byVersion.Select(group => group.Key).Union(decided.Select(group => group.Key)).OrderDescending().Take(MostVersions).Select(version =>
            {
                // Of one that a relay repeated, the last time counts.
                var known = byVersion[version].OrderBy(one => one.PublishedAt).ToList();
                return new VersionStory(
                    version,
                    known.Count == 0 ? null : known[0].AcknowledgedAt,
                    known.Count == 0 ? null : known[^1].PublishedAt,
                    [.. decided[version].OrderBy(decision => decision.DecidedAt)]);
            }),
        ];
    }

    async Task<IReadOnlyList<StoryMail>> MailsAsync(IReadOnlyList<SyncError> raised, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(MailsSql).With("errors", raised.Select(error => error.Id).ToArray());
        return await command.ReadAsync(
            row => new StoryMail(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.Nullable<DateTimeOffset?>(4)),
            cancellationToken);
    }

    async Task<IReadOnlyList<StoryLetter>> LettersAsync(Guid[] subjects, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(LettersSql).With("subjects", subjects).With("limit", MostVersions);
        return await command.ReadAsync(
            row => new StoryLetter(
                row.GetInt64(0), row.GetString(1), row.Nullable<string>(2), row.GetString(3), row.Nullable<string>(4),
                row.GetFieldValue<DateTimeOffset>(5), row.GetString(6), row.GetInt32(7)),
            cancellationToken);
    }

    static (UserStory Story, Guid? AccountId) ReadUser(NpgsqlDataReader row)
    {
        using var document = JsonDocument.Parse(row.GetString(8));
        var decided = row.IsDBNull(9) ? null : Decision(row, 9);
        var version = row.GetInt64(4);
        var story = new UserStory(
            row.GetGuid(15),
            row.GetGuid(0),
            row.GetString(1),
            row.GetString(2),
            row.Nullable<string>(3),
            decided?.Version >= version ? decided.Outcome : "pending",
            version,
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetFieldValue<DateTimeOffset>(6),
            row.Nullable<DateTimeOffset?>(7),
            decided,
            document.RootElement.Clone(),
            [], [], null, [], [], [], []);
        return (story, row.Nullable<Guid?>(14));
    }

    static DecidedVersion Decision(NpgsqlDataReader row, int first) => new(
        row.GetInt64(first),
        row.GetString(first + 1),
        row.Nullable<string>(first + 2),
        row.Nullable<string>(first + 3),
        row.GetFieldValue<DateTimeOffset>(first + 4));
}
