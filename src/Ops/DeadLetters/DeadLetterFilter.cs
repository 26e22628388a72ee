using System.Text;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Which dead letters are meant: those that fit all that is given.</summary>
public sealed record DeadLetterFilter
{
    // Collation C folds A to Z only, and ten times as quickly as a language's.
    const string SearchedText = """
        (coalesce(letter.message_id, '') || ' ' || coalesce(letter.message_type, '') || ' ' || letter.group_key || ' ' || coalesce(letter.exception_message, '')) COLLATE "C"
        """;

    /// <summary>The filter's condition over <c>operations.dead_letters AS letter</c>; <see cref="AddTo"/> gives its parameters.</summary>
    public static readonly string Sql = $"""
        (@ids::bigint[] IS NULL OR letter.id = ANY(@ids))
            AND (@before::bigint IS NULL OR letter.id < @before)
            AND (@statuses::text[] IS NULL OR letter.status = ANY(@statuses))
            AND (@queue::text IS NULL OR letter.queue = @queue OR letter.origin_queue = @queue)
            AND (@organisation::uuid IS NULL OR letter.organisation_id = @organisation)
            AND (@subject::uuid IS NULL OR letter.subject_id = @subject)
            AND (@cause::text IS NULL OR letter.cause = @cause)
            AND (@replays::integer IS NULL OR letter.replay_count >= @replays)
            AND (@type::text IS NULL OR strpos(lower(letter.message_type COLLATE "C"), lower(@type COLLATE "C")) > 0)
            AND (@exception::text IS NULL OR strpos(lower(letter.exception_type COLLATE "C"), lower(@exception COLLATE "C")) > 0)
            AND (@message::text IS NULL OR strpos(lower(letter.exception_message COLLATE "C"), lower(@message COLLATE "C")) > 0)
            AND (@search::text IS NULL
                OR strpos(lower({SearchedText}), lower(@search COLLATE "C")) > 0
                OR position(@search_bytes::bytea IN letter.body) > 0)
            AND (@since::timestamptz IS NULL OR letter.failed_at >= @since)
            AND (@until::timestamptz IS NULL OR letter.failed_at < @until)
            AND (@group_by::text IS NULL OR {DeadLetterGroupKey.Sql("@group_by")} = @group_key)
        """;

    /// <summary>Their numbers.</summary>
    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Collected before this one: the next page of a list begins behind the last of the page before.</summary>
    public long? BeforeId { get; init; }

    /// <summary>Null: any status.</summary>
    public IReadOnlyList<string>? Statuses { get; init; }

    /// <summary>The queue it was found in, or failed in.</summary>
    public string? Queue { get; init; }

    public Guid? OrganisationId { get; init; }

    /// <summary>The SCIM user, sync error or invite that it is about.</summary>
    public Guid? SubjectId { get; init; }

    /// <summary><c>fault</c>, <c>skipped</c>, the broker's word, or <c>unknown</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>Replayed so often or more: 1 gives those that failed again.</summary>
    public int? ReplaysAtLeast { get; init; }

    /// <summary>Part of the message type.</summary>
    public string? Type { get; init; }

    /// <summary>Part of the exception's type.</summary>
    public string? Exception { get; init; }

    /// <summary>Part of the exception's message.</summary>
    public string? Message { get; init; }

    /// <summary>Part of the message id, type, exception, its place or its message, whatever the case; or of the body, as it is written there.</summary>
    public string? Search { get; init; }

    /// <summary>Failed then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Failed before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Of this group.</summary>
    public DeadLetterGroupKey? Group { get; init; }

    /// <summary>Of them those that a replay takes.</summary>
    public DeadLetterFilter ToReplay() => this with { Statuses = ["waiting"] };

    /// <summary>Of them those that a discard may take: named by number also what a replay that died left half-way.</summary>
    public DeadLetterFilter ToDiscard() => this with { Statuses = Ids is null ? ["waiting"] : ["waiting", "replaying"] };

    public NpgsqlCommand AddTo(NpgsqlCommand command) => command
        .With("ids", Ids?.ToArray())
        .With("before", BeforeId)
        .With("statuses", Statuses?.ToArray())
        .With("queue", Queue)
        .With("organisation", OrganisationId)
        .With("subject", SubjectId)
        .With("cause", Cause)
        .With("replays", ReplaysAtLeast)
        .With("type", Type)
        .With("exception", Exception)
        .With("message", Message)
        .With("search", Search)
        .With("search_bytes", Search is null ? null : Encoding.UTF8.GetBytes(Search))
        .With("since", Since)
        .With("until", Until)
        .With("group_by", Group?.By.ToString())
        .With("group_key", Group?.Key);
}
