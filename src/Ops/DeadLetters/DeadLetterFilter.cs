using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Which dead letters are meant: those that fit all that is given.</summary>
sealed record DeadLetterFilter
{
    /// <summary>The filter's condition over <c>operations.dead_letters AS letter</c>; <see cref="AddTo"/> gives its parameters.</summary>
    public const string Sql = """
        (@ids::bigint[] IS NULL OR letter.id = ANY(@ids))
            AND (@statuses::text[] IS NULL OR letter.status = ANY(@statuses))
            AND (@queue::text IS NULL OR letter.queue = @queue OR letter.origin_queue = @queue)
            AND (@type::text IS NULL OR strpos(lower(letter.message_type), lower(@type)) > 0)
            AND (@exception::text IS NULL OR strpos(lower(letter.exception_type), lower(@exception)) > 0)
            AND (@message::text IS NULL OR strpos(lower(letter.exception_message), lower(@message)) > 0)
            AND (@since::timestamptz IS NULL OR letter.failed_at >= @since)
            AND (@until::timestamptz IS NULL OR letter.failed_at < @until)
        """;

    public IReadOnlyList<long>? Ids { get; init; }

    /// <summary>Null: any status.</summary>
    public IReadOnlyList<string>? Statuses { get; init; }

    /// <summary>The queue it was found in, or failed in.</summary>
    public string? Queue { get; init; }

    /// <summary>Part of the message type.</summary>
    public string? Type { get; init; }

    /// <summary>Part of the exception's type.</summary>
    public string? Exception { get; init; }

    /// <summary>Part of the exception's message.</summary>
    public string? Message { get; init; }

    /// <summary>Failed then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Failed before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether nothing narrows it, the status apart.</summary>
    public bool IsEverything => this with { Statuses = null } == new DeadLetterFilter();

    public NpgsqlCommand AddTo(NpgsqlCommand command) => command
        .With("ids", Ids?.ToArray())
        .With("statuses", Statuses?.ToArray())
        .With("queue", Queue)
        .With("type", Type)
        .With("exception", Exception)
        .With("message", Message)
        .With("since", Since)
        .With("until", Until);
}
