using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>How dead letters are collected. Section <c>DeadLetterCollector</c>.</summary>
sealed class CollectorOptions
{
    /// <summary>Whether letters are collected. Default true; if not, they wait in their queues, where nobody can search them.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The most messages of each queue held before they are stored, and the most stored in one commit. Default 50.</summary>
    [Range(1, 1_000)]
    public int PrefetchCount { get; set; } = 50;

    /// <summary>How long to wait before the first new attempt when the broker or the database is away; it doubles. Default 1 second.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan LongestRetryDelay { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
sealed partial class CollectorOptionsValidator : IValidateOptions<CollectorOptions>;
