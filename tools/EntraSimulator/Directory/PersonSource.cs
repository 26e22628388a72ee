using Bogus;

namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>Makes the people of one directory: everyone with login names, e-mail, numbers and employee id of their own.</summary>
sealed class PersonSource
{
    readonly Randomizer random;
    readonly DirectoryOptions options;
    readonly NameSource names;
    readonly PhoneSource phones;
    readonly AboutTexts about;
    readonly LoginNames logins = new();
    readonly HashSet<string> employeeIds = new(StringComparer.OrdinalIgnoreCase);
    readonly Bogus.DataSets.Name titles;
    readonly Bogus.DataSets.Commerce commerce;
    readonly Bogus.DataSets.Address places;

    public PersonSource(DirectoryOptions options)
    {
        this.options = options;
        random = new Randomizer(options.Seed);
        names = new NameSource(random);
        phones = new PhoneSource(random, PhonePlan.Of(options.PhoneRegion).WithMobileLead(options.MobileLead));
        about = new AboutTexts(random);
        titles = new Bogus.DataSets.Name("en") { Random = random };
        commerce = new Bogus.DataSets.Commerce("en") { Random = random };
        places = new Bogus.DataSets.Address("en_GB") { Random = random };
    }

    public Randomizer Random => random;

    public DirectoryUser Next()
    {
        var name = names.Next();
        var nickname = logins.Take(name.Latin);
        return new DirectoryUser
        {
            ObjectId = random.Guid(),
            UserPrincipalName = $"{nickname}@{options.Domain}",
            MailNickname = nickname,
            Mail = Sometimes(0.94, () => Mail(nickname)),
            GivenName = name.Given,
            Surname = name.Family,
            EmployeeId = Sometimes(0.93, EmployeeId),
            JobTitle = Sometimes(0.9, JobTitle),
            CompanyName = Sometimes(0.9, Company),
            Department = Sometimes(0.9, Department),
            PhysicalDeliveryOfficeName = Sometimes(0.8, Office),
            TelephoneNumber = Sometimes(0.5, Landline),
            Mobile = Sometimes(0.8, Mobile),
            AboutMe = Sometimes(0.35, AboutMe),
        };
    }

    public string Mobile() => phones.Mobile();

    public string Landline() => phones.Landline();

    public string JobTitle() => titles.JobTitle();

    public string Department() => random.Bool(0.05f) ? "Wartung & Instandhaltung – Straße" : commerce.Department(2);

    public string Office() => places.City();

    public string Company() => random.Bool(0.9f) ? options.CompanyName : $"{options.CompanyName} Logistics \"North\" Ltd";

    public string AboutMe() => about.Next();

    public PersonName Name() => names.Next();

    /// <summary>A login name and e-mail address that nobody has had yet: what a change of name brings.</summary>
    public DirectoryUser Rename(DirectoryUser user, PersonName name)
    {
        var nickname = logins.Take(name.Latin);
        return user with
        {
            UserPrincipalName = $"{nickname}@{options.Domain}",
            MailNickname = nickname,
            Mail = user.Mail is null ? null : Mail(nickname),
            GivenName = name.Given,
            Surname = name.Family,
        };
    }

    public string EmployeeId()
    {
        string id;
        do id = random.Bool(0.3f) ? random.ReplaceNumbers("E-######") : random.ReplaceNumbers("00######");
        while (!employeeIds.Add(id));
        return id;
    }

    /// <summary>Mostly the login name; some directories write it in capitals, or in a domain of its own.</summary>
    string Mail(string nickname) => random.Double() switch
    {
        < 0.05 => $"{char.ToUpperInvariant(nickname[0])}{nickname[1..]}@{options.Domain}",
        < 0.1 => $"{nickname}@mail.{options.Domain}",
        _ => $"{nickname}@{options.Domain}",
    };

    string? Sometimes(double share, Func<string> value) => random.Double() < share ? value() : null;
}
