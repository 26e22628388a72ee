using System.Text;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>The plain text form of a digest.</summary>
static class DigestText
{
    public static string Of(DigestView view)
    {
        var text = new StringBuilder();
        text.AppendLine($"{view.Title} – {view.OrganisationName}").AppendLine();
        foreach (var section in view.Sections)
            AppendCounts(text, section);
        foreach (var section in view.Sections)
            AppendPeople(text, section);
        if (view.NamesSomeOnly)
            text.AppendLine("The attached file synchronisation-errors.csv names everybody.").AppendLine();
        if (view.StillOpen > 0)
            text.AppendLine($"Still open from earlier mails: {view.StillOpen}").AppendLine();
        if (view.ConsoleUrl is { } console)
            text.AppendLine($"All synchronisation errors: {console.AbsoluteUri}").AppendLine();
        return text.AppendLine("Blink sends this mail by itself, because your Azure AD synchronises people with Blink. Nobody reads replies.").ToString();
    }

    static void AppendCounts(StringBuilder text, DigestSection section)
    {
        text.AppendLine($"{section.Heading}: {section.Total}");
        foreach (var group in section.Groups)
            text.AppendLine($"  {group.Total,6}  {group.Reason.Title}");
        text.AppendLine();
    }

    static void AppendPeople(StringBuilder text, DigestSection section)
    {
        foreach (var group in section.Groups.Where(group => group.People.Count > 0))
        {
            text.AppendLine($"== {section.Heading}: {group.Reason.Title} ({group.Total})").AppendLine();
            if (section.WithRemedies)
                text.AppendLine(group.Reason.Problem).AppendLine(group.Reason.Remedy).AppendLine();
            foreach (var person in group.People)
                AppendPerson(text, person);
            if (group.People.Count < group.Total)
                text.AppendLine($"- and {group.Total - group.People.Count} more");
            text.AppendLine();
        }
    }

    static void AppendPerson(StringBuilder text, DigestItem person)
    {
        text.AppendLine($"- {(person.Name == "" ? person.UserName : person.Name)}");
        text.AppendLine($"  userName: {person.UserName}");
        if (person.EmployeeId != "")
            text.AppendLine($"  employee ID: {person.EmployeeId}");
        if (person.Value != "")
            text.AppendLine($"  value: {person.Value}");
    }
}
