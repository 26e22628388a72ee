using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>The accounts of both organisations before the first cycle.</summary>
static class ImportedAccounts
{
    /// <summary>People of Contoso in Blink whom its directory doesn't know: they must stay as they are.</summary>
    public const int OnlyInBlink = 10;

    /// <summary>
    /// Contoso's: some are found by e-mail (written in capitals here), some by employee id, some by both; their other fields are
    /// out of date.
    /// </summary>
    public static IEnumerable<ImportedAccount> OfContoso(Cast cast, string domain) =>
        cast.LinkedByEmail.Select(user => Old(user) with { Email = user.Mail!.ToUpperInvariant() })
            .Concat(cast.LinkedByEmployeeId.Select(user => Old(user) with { Email = $"old.{user.MailNickname}@{domain}", EmployeeId = user.EmployeeId }))
            .Concat(cast.LinkedByBoth.Select(user => Old(user) with { Email = user.Mail, EmployeeId = user.EmployeeId }))
            .Concat(Enumerable.Range(1, OnlyInBlink).Select(number => new ImportedAccount("Only", $"In Blink {number}") { Email = $"only.in.blink{number}@{domain}" }));

    /// <summary>Fabrikam's: its own people, and some who brought an e-mail address or a phone along, written in another way than Contoso does.</summary>
    public static IEnumerable<ImportedAccount> OfFabrikam(Cast cast, OrganisationDirectory own) =>
        cast.EmailClashes.Select((user, index) => new ImportedAccount("Former", $"Colleague {index}") { Email = user.Mail!.ToUpperInvariant() })
            .Concat(cast.MobileClashes.Select((user, index) =>
                new ImportedAccount("Same", $"Phone {index}") { Email = $"same.phone{index}@fabrikam.example", MobilePhone = user.Mobile!.Replace(' ', '-') }))
            .Concat(own.Users.Where(user => user.IsInScope && user.Mail is not null).Select(Own));

    static ImportedAccount Own(DirectoryUser user) => new(user.GivenName ?? "", user.Surname ?? "")
    {
        Email = user.Mail,
        EmployeeId = user.EmployeeId,
        MobilePhone = Abroad(user.Mobile),
    };

    /// <summary>Fabrikam's phones are German, so that none clashes by chance; in a British organisation only those with a country code can be read.</summary>
    static string? Abroad(string? mobile) => mobile?.StartsWith('+') is true ? mobile : null;

    static ImportedAccount Old(DirectoryUser user) => new(user.GivenName ?? "", "Before The Wedding") { JobTitle = "Trainee" };
}
