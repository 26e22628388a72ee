namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>A mail that this worker holds until its lease ends.</summary>
/// <param name="Id">The mail: the digest, the invite.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="Attempt">The number of this attempt; whoever writes under an older number has lost the lease.</param>
/// <param name="Message">The mail whose arrival is unknown, to be sent again as it is; null: to be composed.</param>
abstract record TakenMail(Guid Id, Guid OrganisationId, int Attempt, byte[]? Message);
