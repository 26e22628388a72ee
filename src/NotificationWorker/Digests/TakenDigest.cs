using Blink.Pipeline.NotificationWorker.Mail;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>A digest that this worker holds.</summary>
/// <param name="Id">The digest.</param>
/// <param name="OrganisationId">Whom it is for.</param>
/// <param name="OrganisationName">What the organisation is called.</param>
/// <param name="Recipient">The organisation's notification address as it was entered.</param>
/// <param name="Attempt">The number of this attempt.</param>
/// <param name="Message">The mail whose arrival is unknown; null: to be composed.</param>
sealed record TakenDigest(Guid Id, Guid OrganisationId, string OrganisationName, string Recipient, int Attempt, byte[]? Message)
    : TakenMail(Id, OrganisationId, Attempt, Message);
