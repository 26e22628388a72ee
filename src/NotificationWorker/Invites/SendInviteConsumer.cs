using Blink.Pipeline.Contracts;
using MassTransit;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>Notes that an invite is to be mailed; the mail goes out by itself, so an SMTP server that is away holds up no message.</summary>
sealed class SendInviteConsumer(InvitationStore store, DatabaseWaits waits, ILogger<SendInviteConsumer> logger) : IConsumer<SendInvite>
{
    public Task Consume(ConsumeContext<SendInvite> context)
    {
        var invite = context.Message;
        if (invite.InviteId == Guid.Empty || invite.AccountId == Guid.Empty || invite.OrganisationId == Guid.Empty)
            throw new InvalidOperationException("The message names no invite: inviteId, accountId or organisationId is missing or empty.");
        return waits.UntilDoneAsync(
            () => store.TakeInAsync(invite, context.CancellationToken),
            (attempt, exception) => logger.InviteWaits(invite.InviteId, attempt, exception),
            context.CancellationToken);
    }
}
