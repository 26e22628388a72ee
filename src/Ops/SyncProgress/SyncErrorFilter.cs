using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.SyncProgress;

/// <summary>Which sync errors are meant: those that fit all that is given.</summary>
sealed record SyncErrorFilter
{
    /// <summary>The filter's condition over <c>provisioning.sync_error_details AS error</c>; <see cref="AddTo"/> gives its parameters.</summary>
    public const string Sql = """
        (@ids::uuid[] IS NULL OR error.sync_error_id = ANY(@ids))
            AND (@organisation::uuid IS NULL OR error.organisation_id = @organisation)
            AND (NOT @open OR error.resolved_at IS NULL)
            AND (NOT @resolved OR error.resolved_at IS NOT NULL)
            AND (@severity::text IS NULL OR error.severity = @severity)
            AND (@reasons::text[] IS NULL OR error.reason = ANY(@reasons))
            AND (@since::timestamptz IS NULL OR error.raised_at >= @since)
            AND (@until::timestamptz IS NULL OR error.raised_at < @until)
            AND (@text::text IS NULL
                OR strpos(lower(concat_ws(' ', error.user_name, error.name, error.employee_id, error.value)), lower(@text)) > 0)
        """;

    public IReadOnlyList<Guid>? Ids { get; init; }

    public Guid? OrganisationId { get; init; }

    /// <summary>Null: whether or not they are open.</summary>
    public bool? Open { get; init; } = true;

    /// <summary><c>error</c> or <c>warning</c>; null: both.</summary>
    public string? Severity { get; init; }

    public IReadOnlyList<string>? Reasons { get; init; }

    /// <summary>Raised then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Raised before then.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Part of the userName, the name, the employee id or the value in the way.</summary>
    public string? Text { get; init; }

    public NpgsqlCommand AddTo(NpgsqlCommand command) => command
        .With("ids", Ids?.ToArray())
        .With("organisation", OrganisationId)
        .With("open", Open == true)
        .With("resolved", Open == false)
        .With("severity", Severity)
        .With("reasons", Reasons?.ToArray())
        .With("since", Since)
        .With("until", Until)
        .With("text", Text);
}

/// <summary>A page of sync errors, newest first.</summary>
/// <param name="Errors">Those of the page.</param>
/// <param name="Next">The last one, after which the next page begins; null: there is none.</param>
sealed record SyncErrorPage(IReadOnlyList<SyncError> Errors, Guid? Next);
