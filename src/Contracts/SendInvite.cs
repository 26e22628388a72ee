namespace Blink.Pipeline.Contracts;

/// <summary>
/// Asks the notification worker to mail an invite to the person who has an account. It carries no personal data: name and address
/// are read when the mail is written.
/// </summary>
/// <param name="OrganisationId">The account's organisation.</param>
/// <param name="AccountId">The account.</param>
/// <param name="InviteId">The press of Resend invite: one mail for each, however often the message arrives.</param>
public sealed record SendInvite(Guid OrganisationId, Guid AccountId, Guid InviteId);
