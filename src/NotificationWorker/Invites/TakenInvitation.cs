using Blink.Pipeline.NotificationWorker.Mail;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>An invite that this worker holds.</summary>
/// <param name="Id">The invite.</param>
/// <param name="OrganisationId">The account's organisation.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Attempt">The number of this attempt.</param>
/// <param name="Message">The mail whose arrival is unknown; null: to be composed.</param>
sealed record TakenInvitation(Guid Id, Guid OrganisationId, Guid AccountId, int Attempt, byte[]? Message)
    : TakenMail(Id, OrganisationId, Attempt, Message);
