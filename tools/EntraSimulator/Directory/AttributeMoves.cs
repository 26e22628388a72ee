namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>Changes of single attributes, each in its turn, so that a plan with enough movers covers them all.</summary>
sealed class AttributeMoves(PersonSource people)
{
    int turn;

    public DirectoryUser Next(DirectoryUser user) => (turn++ % 14) switch
    {
        0 => people.Rename(user, people.Name()),
        1 => user with { Surname = people.Name().Family ?? "Double-Barrelled" },
        2 => user with { EmployeeId = people.EmployeeId() },
        3 => user with { JobTitle = people.JobTitle() },
        4 => user with { CompanyName = people.Company() },
        5 => user with { Department = people.Department() },
        6 => user with { PhysicalDeliveryOfficeName = people.Office() },
        7 => user with { TelephoneNumber = people.Landline() },
        8 => user with { Mobile = people.Mobile() },
        9 => user with { AboutMe = people.AboutMe() },
        10 => user with { GivenName = people.Name().Given ?? "Kim" },
        11 => user with { JobTitle = null, AboutMe = null },
        // Somebody without e-mail and employee id could no longer be told apart, so the mobile only goes where there is an e-mail.
        12 => user with { Mobile = user.Mail is null ? user.Mobile : null, TelephoneNumber = null },
        _ => user with { Department = null, PhysicalDeliveryOfficeName = null, CompanyName = null },
    };
}
