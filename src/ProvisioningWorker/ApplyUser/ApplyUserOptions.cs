using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>How commands are taken from RabbitMQ and gathered into transactions. Section <c>ApplyUser</c>.</summary>
sealed class ApplyUserOptions
{
    /// <summary>
    /// How many messages the broker hands out before it waits for acknowledgements. Default 256: twice what is worked on, so that the
    /// next group is there when one is committed.
    /// </summary>
    [Range(1, 10_000)]
    public int Prefetch { get; set; } = 256;

    /// <summary>How many messages are worked on at once, that is the most that one transaction can hold. Default 128.</summary>
    [Range(1, 10_000)]
    public int ConcurrentMessages { get; set; } = 128;

    /// <summary>How many transactions may be under way at once in this process. Default 1: those of one organisation exclude each other.</summary>
    [Range(1, 32)]
    public int ConcurrentGroups { get; set; } = 1;
}

[OptionsValidator]
sealed partial class ApplyUserOptionsValidator : IValidateOptions<ApplyUserOptions>;
