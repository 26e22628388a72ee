using System.ComponentModel.DataAnnotations;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Patching;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress;

/// <summary>What the ingress accepts and answers. Section <c>Ingress</c>.</summary>
sealed class IngressOptions
{
    /// <summary>The largest body in bytes; a larger one is answered 413. Default 1 MiB: a user has some kilobytes.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBodySize { get; set; } = 1024 * 1024;

    /// <summary>
    /// The most bytes of a user as it is stored; a request that would make it larger is answered 413. Default 128 KiB: a user has some
    /// kilobytes, and a page of a listing holds up to <see cref="MaxPageSize"/> of them in memory.
    /// </summary>
    [Range(1024, 1024 * 1024)]
    public int MaxDocumentSize { get; set; } = 128 * 1024;

    /// <summary>
    /// How many levels a body may nest; a deeper one is answered 400. Default 32: a user needs four, a request that carries several
    /// a few more.
    /// </summary>
    [Range(8, 256)]
    public int MaxJsonDepth { get; set; } = RequestBody.DefaultMaxDepth;

    /// <summary>The most operations of one PATCH; one with more is answered 413. Default 1,000.</summary>
    [Range(50, 10_000)]
    public int MaxPatchOperations { get; set; } = PatchLimits.Default.MaxOperations;

    /// <summary>
    /// The most values in all operations of one PATCH, each element and each member counted; one with more is answered 413.
    /// Default 2,000.
    /// </summary>
    [Range(50, 20_000)]
    public int MaxPatchValues { get; set; } = PatchLimits.Default.MaxValues;

    internal PatchLimits PatchLimits => new(MaxPatchOperations, MaxPatchValues);

    /// <summary>The most operations of one bulk job; a larger one is answered 413. Default 1,000.</summary>
    [Range(1, 10_000)]
    public int MaxBulkOperations { get; set; } = 1000;

    /// <summary>The largest body of a bulk job in bytes; a larger one is answered 413. Default 1 MiB.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxBulkPayloadSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// How many bulk jobs are carried out at the same time; others wait. Default 4: each needs a connection of its own, and those of
    /// single requests must not run out.
    /// </summary>
    [Range(1, 64)]
    public int MaxConcurrentBulkJobs { get; set; } = 4;

    /// <summary>
    /// How many bulk jobs of one organisation are in memory at the same time; others wait before they are read. Default 2, so that one
    /// organisation does not take every place of <see cref="MaxConcurrentBulkJobs"/>.
    /// </summary>
    [Range(1, 64)]
    public int MaxBulkJobsOfOrganisation { get; set; } = 2;

    /// <summary>How many bulk jobs of one organisation may wait; more are answered 429. Default 16.</summary>
    [Range(0, 1000)]
    public int MaxWaitingBulkJobs { get; set; } = 16;

    /// <summary>The most bytes of users, as they are stored, on one page of a listing, which is cut short there. Default 4 MiB.</summary>
    [Range(64 * 1024, 64 * 1024 * 1024)]
    public int MaxPageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>
    /// How many SCIM requests may be under way at the same time; a further one is answered 503 at once. Default 2,000: above what a
    /// database that keeps up ever leaves waiting. What their bodies take of memory is bounded by <see cref="MaxBodiesSize"/>.
    /// </summary>
    [Range(10, 100_000)]
    public int MaxConcurrentRequests { get; set; } = 2000;

    /// <summary>
    /// The most bytes of the bodies of all requests under way together; one that does not find room is answered 503 at once. Default
    /// 64 MiB: room for 32 KiB for each of 2,000 requests, where a user has some kilobytes. At least the largest body that can be allowed.
    /// </summary>
    [Range(16 * 1024 * 1024, 1024 * 1024 * 1024)]
    public int MaxBodiesSize { get; set; } = 64 * 1024 * 1024;

    /// <summary>The most users that one page of a listing holds. Default 200.</summary>
    [Range(1, 1000)]
    public int MaxPageSize { get; set; } = 200;

    /// <summary>The users on a page when the client does not say. Default 100.</summary>
    [Range(1, 1000)]
    public int DefaultPageSize { get; set; } = 100;

    /// <summary>What Retry-After says while PostgreSQL is away or slower than what arrives, to the second. Default 10 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(10);
}

[OptionsValidator]
sealed partial class IngressOptionsValidator : IValidateOptions<IngressOptions>;

[OptionsValidator]
sealed partial class GroupCommitOptionsValidator : IValidateOptions<GroupCommitOptions>;
