namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>Fills a directory with an organisation's people.</summary>
public static class DirectoryGenerator
{
    const double ManagedShare = 0.95;
    const double ManagerOutOfScopeShare = 0.03;

    /// <summary>
    /// A directory that the options alone determine. People stand in random order, so that many are provisioned before
    /// their managers. Managers form a tree; a few of them are not in scope of provisioning.
    /// </summary>
    public static (OrganisationDirectory Directory, DirectoryChanges Changes) Generate(DirectoryOptions options)
    {
        var people = new PersonSource(options);
        var outside = OutOfScope(people, options.Users);
        var inside = WithManagers(people, options.Users, outside);
        ShareMobiles(inside, options.SharedMobiles);

        var directory = new OrganisationDirectory();
        foreach (var user in people.Random.Shuffle(inside.Concat(outside))) directory.Put(user);
        return (directory, new DirectoryChanges(directory, people));
    }

    static DirectoryUser[] OutOfScope(PersonSource people, int users) =>
        [.. Enumerable.Range(0, (users / 50) + 1).Select(index => index % 3 == 0
            ? people.Next() with { AccountEnabled = false }
            : people.Next() with { IsAssigned = false })];

    /// <summary>Everyone's manager comes earlier in the list, which is what makes it a tree.</summary>
    static List<DirectoryUser> WithManagers(PersonSource people, int users, DirectoryUser[] outside)
    {
        var random = people.Random;
        var inside = new List<DirectoryUser>(users);
        for (var index = 0; index < users; index++)
        {
            var manager = random.Double() switch
            {
                < ManagerOutOfScopeShare => random.ArrayElement(outside).ObjectId,
                < ManagedShare when index > 0 => inside[random.Number(index / 12, index / 6)].ObjectId,
                _ => (Guid?)null,
            };
            inside.Add(people.Next() with { ManagerObjectId = manager });
        }

        return inside;
    }

    static void ShareMobiles(List<DirectoryUser> users, int shared)
    {
        var holders = users.Where(user => user.Mobile is not null).Take(2 * shared).ToList();
        foreach (var (holder, sharer) in holders.Take(shared).Zip(holders.Skip(shared)))
            users[users.IndexOf(sharer)] = sharer with { Mobile = holder.Mobile };
    }
}
