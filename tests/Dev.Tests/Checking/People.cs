using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Tests.Checking;

/// <summary>People of the directory, and accounts that are as the directory says; a test changes only its point.</summary>
static class People
{
    public static DirectoryUser Person(string name = "adele") => new()
    {
        ObjectId = Guid.NewGuid(),
        UserPrincipalName = $"{name}@contoso.example",
        MailNickname = name,
        Mail = $"{name}@contoso.example",
        GivenName = "Adele",
        Surname = "Vance",
        EmployeeId = "E-1",
        JobTitle = "Driver",
        CompanyName = "Contoso",
        Department = "Logistics",
        PhysicalDeliveryOfficeName = "Leeds",
        TelephoneNumber = "0113 496 0001",
        Mobile = "07700 900001",
        AboutMe = "Early riser",
    };

    public static Expectation Expected(Fate fate, string? reason = null, string name = "adele") =>
        new(Person(name), Guid.NewGuid(), fate, reason, fate is Fate.Active ? $"{Guid.NewGuid()}" : null);

    public static FoundAccount Account(Expectation expected) => new(
        Guid.NewGuid(), expected.ScimId, expected.Fate is Fate.Active, "created", new FoundFields
        {
            FirstName = expected.User.GivenName,
            Surname = expected.User.Surname,
            EmployeeId = expected.User.EmployeeId,
            Location = expected.User.PhysicalDeliveryOfficeName,
            JobTitle = expected.User.JobTitle,
            CompanyName = expected.User.CompanyName,
            Department = expected.User.Department,
            Manager = expected.ManagerScimId,
            Email = expected.User.Mail,
            MobilePhone = expected.User.Mobile,
            WorkPhone = expected.User.TelephoneNumber,
            AboutMe = expected.User.AboutMe,
        });
}
