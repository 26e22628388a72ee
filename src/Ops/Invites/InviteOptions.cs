using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ops.Invites;

/// <summary>When an invite may be sent again. Section <c>Invite</c>.</summary>
public sealed class InviteOptions
{
    /// <summary>How long after an invite the next one for the same account is refused. Default 1 minute; zero: never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan PressAgainAfter { get; set; } = TimeSpan.FromMinutes(1);
}

[OptionsValidator]
sealed partial class InviteOptionsValidator : IValidateOptions<InviteOptions>;
