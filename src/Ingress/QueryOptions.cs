using System.ComponentModel.DataAnnotations;
using Blink.Pipeline.Scim.Filters;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress;

/// <summary>What a query may cost, and how long its cursors live. Section <c>Query</c>.</summary>
sealed class QueryOptions
{
    /// <summary>The most characters of a filter; a longer one is answered 400 invalidFilter. Default 4096.</summary>
    [Range(64, 65_536)]
    public int MaxFilterLength { get; set; } = FilterLimits.Default.MaxLength;

    /// <summary>The deepest nesting of parentheses and brackets in a filter. Default 16.</summary>
    [Range(1, 64)]
    public int MaxFilterDepth { get; set; } = FilterLimits.Default.MaxDepth;

    /// <summary>The most comparisons in a filter. Default 100.</summary>
    [Range(1, 500)]
    public int MaxFilterTerms { get; set; } = FilterLimits.Default.MaxTerms;

    /// <summary>
    /// How long PostgreSQL may work on one query that does more than look up by indexes; one that takes longer is answered 400 tooMany. Default
    /// 2 seconds: such a query reads every user of the organisation.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:30")]
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many such queries of one organisation are worked on at a time; others wait. Default 4: each holds a connection to PostgreSQL.
    /// </summary>
    [Range(1, 64)]
    public int MaxConcurrent { get; set; } = 4;

    /// <summary>How many such queries of one organisation may wait; more are answered 429. Default 32.</summary>
    [Range(0, 10_000)]
    public int MaxWaiting { get; set; } = 32;

    /// <summary>How long a cursor is good for after the page that brought it. Default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan CursorLifetime { get; set; } = TimeSpan.FromHours(1);

    public FilterLimits FilterLimits => new(MaxFilterLength, MaxFilterDepth, MaxFilterTerms);
}

[OptionsValidator]
sealed partial class QueryOptionsValidator : IValidateOptions<QueryOptions>;
