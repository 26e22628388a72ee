using Microsoft.Extensions.Options;
using MimeKit;
using MimeKit.IO;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>What all our mails have in common: sender, Message-ID, and the headers of a mail that no person wrote.</summary>
sealed class MailEnvelope(IOptions<SmtpOptions> smtp, TimeProvider timeProvider)
{
    const int MaxSubject = 200;

    /// <summary>Makes the mail.</summary>
    /// <param name="recipient">One address as somebody entered it; one that cannot be read as a mailbox is left out.</param>
    /// <param name="subject">The subject; it becomes one line.</param>
    /// <param name="name">The left side of the Message-ID: the same mail has the same one, however often it is made.</param>
    /// <param name="thread">The left side of the Message-ID that all mails of a thread answer, which was never sent; null: no thread.</param>
    /// <param name="body">Text, HTML and attachments.</param>
    /// <returns>The mail, ready to be stored; without a recipient when the address is none.</returns>
    public MimeMessage Seal(string recipient, string subject, string name, string? thread, BodyBuilder body)
    {
        var from = MailboxAddress.Parse(smtp.Value.From);
        var message = new MimeMessage
        {
            Subject = SafeText.Line(subject, MaxSubject),
            Date = timeProvider.GetUtcNow(),
            MessageId = $"{name}@{from.Domain}",
            Body = body.ToMessageBody(),
        };
        message.From.Add(from);
        if (MailboxAddress.TryParse(recipient, out var to) && !string.IsNullOrEmpty(to.Domain))
            message.To.Add(to);
        if (thread is not null)
            message.References.Add($"{thread}@{from.Domain}");
        // RFC 3834 §5, and Exchange's own word for it: no out-of-office answers.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        // As it is stored, so it is sent: no server's missing extension may change a byte of it.
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    /// <summary>The mail as it is stored and sent.</summary>
    /// <param name="message">The mail.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Its bytes.</returns>
    public static async Task<byte[]> BytesOfAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        // In blocks: one that grows by doubling leaves megabytes of garbage behind a large mail.
        using var stream = new MemoryBlockStream();
        await message.WriteToAsync(stream, cancellationToken);
        return stream.ToArray();
    }
}
