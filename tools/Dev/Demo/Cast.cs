using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>
/// Who of Contoso's directory meets what in Blink before the first cycle: an account of their own to link to, or an account of
/// Fabrikam that holds their e-mail or mobile. Nobody is in two of the groups.
/// </summary>
sealed class Cast
{
    /// <summary>Fewer people could not fill every part.</summary>
    public const int FewestUsers = 40;

    const int Fewest = 3;

    Cast(Queue<DirectoryUser> people, int users)
    {
        LinkedByEmail = Take(people, users / 20, user => user.Mail is not null);
        LinkedByEmployeeId = Take(people, users / 40, user => user.EmployeeId is not null);
        LinkedByBoth = Take(people, users / 40, user => user.Mail is not null && user.EmployeeId is not null);
        EmailClashes = Take(people, users / 100, user => user.Mail is not null);
        MobileClashes = Take(people, users / 100, user => user.Mobile is not null);
    }

    public IReadOnlyList<DirectoryUser> LinkedByEmail { get; }

    public IReadOnlyList<DirectoryUser> LinkedByEmployeeId { get; }

    public IReadOnlyList<DirectoryUser> LinkedByBoth { get; }

    public IReadOnlyList<DirectoryUser> EmailClashes { get; }

    public IReadOnlyList<DirectoryUser> MobileClashes { get; }

    /// <summary>The part that the directory's people play, in its order: always the same for the same directory.</summary>
    public static Cast Of(OrganisationDirectory directory)
    {
        var people = directory.Users.Where(user => user.IsInScope).ToList();
        return new(new Queue<DirectoryUser>(people), people.Count);
    }

    /// <summary>How the account of a user must have come to it, as far as the import decides that.</summary>
    public IEnumerable<(Guid ObjectId, string LinkedBy)> Links() =>
        LinkedByEmail.Select(user => (user.ObjectId, "email"))
            .Concat(LinkedByEmployeeId.Select(user => (user.ObjectId, "employee_id")))
            .Concat(LinkedByBoth.Select(user => (user.ObjectId, "email_and_employee_id")));

    static List<DirectoryUser> Take(Queue<DirectoryUser> people, int share, Func<DirectoryUser, bool> fits)
    {
        var taken = new List<DirectoryUser>();
        while (taken.Count < Math.Max(Fewest, share) && people.TryDequeue(out var person))
        {
            if (fits(person)) taken.Add(person);
        }

        return taken;
    }
}
