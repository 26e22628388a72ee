using Microsoft.Extensions.Options;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>What the attributes of <see cref="SmtpOptions"/> cannot say.</summary>
sealed class SmtpAddressesValidator : IValidateOptions<SmtpOptions>
{
    public ValidateOptionsResult Validate(string? name, SmtpOptions options)
    {
        if (!MailboxAddress.TryParse(options.From, out var from) || string.IsNullOrEmpty(from.Domain))
            return ValidateOptionsResult.Fail($"Smtp:From is \"{options.From}\": give one address with a domain, such as \"Blink <no-reply@blink.example>\".");
        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Password))
            return ValidateOptionsResult.Fail("Smtp:User and Smtp:Password go together: give both, or neither.");
        if (!string.IsNullOrEmpty(options.AuthorityFile) && !File.Exists(options.AuthorityFile))
            return ValidateOptionsResult.Fail($"Smtp:AuthorityFile is \"{options.AuthorityFile}\", and there is no such file: give one of certificates in PEM form.");
        return ValidateOptionsResult.Success;
    }
}
