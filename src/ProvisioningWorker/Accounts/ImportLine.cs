using System.Net.Mail;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>What one line of a file asks for, and what is wrong with it by itself. Pure.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Account">The account as it is to be.</param>
/// <param name="Known">The account as it is; null: there is none with its id.</param>
/// <param name="Errors">What is wrong with the line.</param>
sealed record ImportLine(int Line, Account Account, Account? Known, IReadOnlyList<ImportError> Errors)
{
    public bool IsUnchanged => Errors.Count == 0 && Known is not null && Changes(Known, Account) is false;

    /// <summary>
    /// The identities that the line takes from its account: whoever waits for one is tried again. Those of a disabled account count, too:
    /// it holds them against nobody, but is matched by them.
    /// </summary>
    public IEnumerable<string> Freed =>
        Known is null ? [] : Known.Active && !Account.Active ? Known.Keys : Known.Keys.Except(Account.Keys);

    /// <summary>Decides on a line.</summary>
    /// <param name="written">The line as it was written.</param>
    /// <param name="account">The account that it asks for.</param>
    /// <param name="known">The account that has its id now, of whatever organisation; null: none.</param>
    /// <param name="region">The organisation's region.</param>
    public static ImportLine Of(ImportedAccount written, Account account, Account? known, string region)
    {
        IEnumerable<(ImportProblem Problem, string? Value)> problems = known switch
        {
            { OrganisationId: var owner } when owner != account.OrganisationId => [(ImportProblem.IdElsewhere, written.Id.ToString())],
            not null when !Changes(known, account) => [],
            { ScimUserId: not null } => [(ImportProblem.GovernedByDirectory, written.Id.ToString())],
            _ => Problems(account, known, isOurs: written.Id is not null, region),
        };
        return new(written.Line, account, known, [.. problems.Distinct().Select(problem => new ImportError(written.Line, problem.Problem, problem.Value))]);
    }

    static bool Changes(Account known, Account wanted) => known.Active != wanted.Active || known.Profile != wanted.Profile;

    // What an export wrote is taken as it is: Blink keeps texts that it would not take from a file, such as a phone number that is none.
    static IEnumerable<(ImportProblem Problem, string? Value)> Problems(Account account, Account? known, bool isOurs, string region)
    {
        var profile = account.Profile;
        if (Texts(profile).FirstOrDefault(text => text.Value?.Contains('\0') is true) is { Column: { } column })
            yield return (ImportProblem.NotText, column);
        if (isOurs && known is null)
            yield break;
        if (Texts(profile).Except(known is null ? [] : Texts(known.Profile)).FirstOrDefault(text => text.Value?.Contains('\uFFFD') is true) is { Column: { } broken })
            yield return (ImportProblem.NotText, broken);
        if (!account.Identities.Any)
            yield return (ImportProblem.NoIdentifier, null);
        if (profile.Email is { } email && email != known?.Profile.Email && !IsEmail(email))
            yield return (ImportProblem.EmailMalformed, email);
        foreach (var number in PhoneNumber.Unrecognised(profile, region))
        {
            if (number == profile.MobilePhone && number != known?.Profile.MobilePhone)
                yield return (ImportProblem.MobileNotRecognised, number);
            else if (number == profile.WorkPhone && number != known?.Profile.WorkPhone)
                yield return (ImportProblem.WorkPhoneNotRecognised, number);
        }
    }

    static (string Column, string? Value)[] Texts(AccountProfile profile) =>
    [
        ("first_name", profile.FirstName),
        ("surname", profile.Surname),
        ("employee_id", profile.EmployeeId),
        ("location", profile.Location),
        ("job_title", profile.JobTitle),
        ("company_name", profile.CompanyName),
        ("department", profile.Department),
        ("manager", profile.Manager),
        ("email", profile.Email),
        ("mobile_phone", profile.MobilePhone),
        ("work_phone", profile.WorkPhone),
        ("about_me", profile.AboutMe),
    ];

    static bool IsEmail(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text && address.DisplayName.Length == 0;
}
