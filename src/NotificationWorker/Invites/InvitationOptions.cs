using Blink.Pipeline.NotificationWorker.Mail;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>How invites are mailed. Section <c>Invitation</c>.</summary>
public sealed class InvitationOptions : OutgoingMailOptions
{
    /// <summary>Where people sign in to Blink, linked from the mail; null: the mail has no link.</summary>
    public Uri? AppUrl { get; set; }
}

[OptionsValidator]
sealed partial class InvitationOptionsValidator : IValidateOptions<InvitationOptions>;
