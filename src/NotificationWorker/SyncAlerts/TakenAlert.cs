using Blink.Pipeline.NotificationWorker.Mail;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>An alert whose mail this worker holds.</summary>
/// <param name="Id">The alert.</param>
/// <param name="OrganisationId">Whom it is for.</param>
/// <param name="Attempt">The number of this attempt.</param>
/// <param name="Message">The mail whose arrival is unknown; null: to be composed.</param>
sealed record TakenAlert(Guid Id, Guid OrganisationId, int Attempt, byte[]? Message) : TakenMail(Id, OrganisationId, Attempt, Message);
