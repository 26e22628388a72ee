namespace Blink.Pipeline.Dev.Checking;

/// <summary>One mail as the SMTP server took it.</summary>
/// <param name="MessageId">By which a repeated send is recognised.</param>
/// <param name="Recipient">The address in <c>To</c>.</param>
/// <param name="Fingerprint">SHA-256 of all its bytes but the trace headers, which each server on the way adds.</param>
/// <param name="People">Whom its attachments name.</param>
sealed record SentMail(string MessageId, string Recipient, string Fingerprint, IReadOnlyList<MailedPerson> People);
