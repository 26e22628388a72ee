using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>The SMTP server that takes our mails. Section <c>Smtp</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>The server's name or address. Required.</summary>
    [Required]
    public string Host { get; set; } = "";

    /// <summary>The server's port. Default 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default StartTls.</summary>
    [EnumDataType(typeof(SmtpSecurity))]
    public SmtpSecurity Security { get; set; } = SmtpSecurity.StartTls;

    /// <summary>
    /// A file of certificates (PEM) of authorities that are trusted beside the machine's own, for a server with a certificate of the
    /// company's own authority; null: none. Their certificates are not checked for revocation.
    /// </summary>
    public string? AuthorityFile { get; set; }

    /// <summary>The user to authenticate as; null or empty: no authentication.</summary>
    public string? User { get; set; }

    /// <summary>The user's password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender, <c>Name &lt;address&gt;</c> or an address alone; its domain is also that of the Message-IDs. Required.</summary>
    [Required]
    public string From { get; set; } = "";

    /// <summary>How long one step (connecting, one command, one write) may take. Default 30 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
sealed partial class SmtpOptionsValidator : IValidateOptions<SmtpOptions>;
