namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Names one group of dead letters.</summary>
/// <param name="By">What they were summed up by.</param>
/// <param name="Key">The group's <see cref="DeadLetterGroup.Key"/>.</param>
public sealed record DeadLetterGroupKey(DeadLetterGrouping By, string Key)
{
    /// <summary>What stands for a value that a letter does not have.</summary>
    public const string None = "none";

    /// <summary>
    /// A letter's key, over <c>operations.dead_letters AS letter</c>. The parameter is known when the query is planned, so that only one of
    /// its branches is left then.
    /// </summary>
    /// <param name="parameter">The parameter that names the grouping, with its sign.</param>
    public static string Sql(string parameter) => $"""
        CASE {parameter}::text
            WHEN 'Failure' THEN letter.group_key
            WHEN 'Queue' THEN coalesce(letter.origin_queue, letter.queue)
            WHEN 'Type' THEN coalesce(letter.message_type, '{None}')
            WHEN 'Exception' THEN coalesce(letter.exception_type, letter.cause)
            WHEN 'Cause' THEN letter.cause
            WHEN 'Organisation' THEN coalesce(letter.organisation_id::text, '{None}')
            WHEN 'Hour' THEN translate(left((letter.failed_at AT TIME ZONE 'UTC')::text, 13), ' ', 'T') || ':00Z'
            WHEN 'Day' THEN left((letter.failed_at AT TIME ZONE 'UTC')::text, 10)
        END
        """;
}
