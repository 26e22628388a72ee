namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>
/// What happens to the people of a directory. In one plan nobody is picked twice, so that each change can be followed
/// through on its own. New values are unique, as those of a fresh directory are.
/// </summary>
public sealed class DirectoryChanges
{
    readonly OrganisationDirectory directory;
    readonly PersonSource people;
    readonly AttributeMoves moves;
    readonly List<Guid> left = [];
    readonly List<DirectoryUser> purged = [];
    List<Guid> possibleManagers = [];
    int turn;

    internal DirectoryChanges(OrganisationDirectory directory, PersonSource people)
    {
        this.directory = directory;
        this.people = people;
        moves = new AttributeMoves(people);
    }

    /// <summary>Makes the changes and says how many of each there were people for.</summary>
    /// <param name="plan">How many of each.</param>
    /// <param name="except">People who must stay as they are, though somebody may get them as manager. Default: nobody.</param>
    public DirectoryChangePlan Apply(DirectoryChangePlan plan, IReadOnlySet<Guid>? except = null)
    {
        bool IsFree(Guid objectId) => except is null || !except.Contains(objectId);
        var earlierLeavers = new Queue<Guid>(people.Random.Shuffle(left).Where(IsFree).ToList());
        possibleManagers = [.. people.Random.Shuffle(directory.Users.Where(user => user.IsInScope)).Select(user => user.ObjectId)];
        var present = new Queue<Guid>(possibleManagers.Where(IsFree));
        return new DirectoryChangePlan
        {
            Restores = Each(plan.Restores, earlierLeavers, Restore),
            HardDeletes = Each(plan.HardDeletes, earlierLeavers, HardDelete),
            Rehires = Each(plan.Rehires, new Queue<DirectoryUser>(purged.Where(CanBeMatched).ToList()), Rehire),
            Movers = Each(plan.Movers, present, objectId => directory.Put(moves.Next(Now(objectId)))),
            ManagerChanges = Each(plan.ManagerChanges, present, objectId => ChangeManager(Now(objectId))),
            Leavers = Each(plan.Leavers, present, objectId => Leave(Now(objectId))),
            Joiners = Each(plan.Joiners, new Queue<int>(Enumerable.Range(0, plan.Joiners)), _ => Join()),
        };
    }

    static int Each<T>(int count, Queue<T> candidates, Action<T> change)
    {
        var changed = 0;
        for (; changed < count && candidates.TryDequeue(out var candidate); changed++) change(candidate);
        return changed;
    }

    /// <summary>A purge earlier in the same plan may have taken somebody's manager away, so people are read when their turn comes.</summary>
    DirectoryUser Now(Guid objectId) => directory.Find(objectId)!;

    void Join()
    {
        var manager = AnyoneInScope();
        directory.Put(people.Next() with { ManagerObjectId = manager?.ObjectId });
    }

    void Leave(DirectoryUser user)
    {
        directory.Put((turn++ % 3) switch
        {
            0 => user with { IsSoftDeleted = true },
            1 => user with { IsAssigned = false },
            _ => user with { AccountEnabled = false },
        });
        left.Add(user.ObjectId);
    }

    void Restore(Guid objectId)
    {
        left.Remove(objectId);
        if (directory.Find(objectId) is { } user)
            directory.Put(user with { IsSoftDeleted = false, IsAssigned = true, AccountEnabled = true });
    }

    void HardDelete(Guid objectId)
    {
        left.Remove(objectId);
        if (directory.Find(objectId) is not { } user) return;
        directory.HardDelete(objectId);
        purged.Add(user);
    }

    void Rehire(DirectoryUser former)
    {
        purged.Remove(former);
        directory.Put(former with
        {
            ObjectId = people.Random.Guid(),
            JobTitle = people.JobTitle(),
            ManagerObjectId = AnyoneInScope()?.ObjectId,
            IsSoftDeleted = false,
            IsAssigned = true,
            AccountEnabled = true,
        });
    }

    static bool CanBeMatched(DirectoryUser user) => user.Mail is not null || user.EmployeeId is not null;

    void ChangeManager(DirectoryUser user)
    {
        var manager = AnyoneInScope();
        if (manager is not null && !IsAbove(user.ObjectId, manager)) directory.Put(user with { ManagerObjectId = manager.ObjectId });
    }

    /// <summary>Whether the manager's own line of managers leads to the user, or is the user: that would be a circle.</summary>
    bool IsAbove(Guid objectId, DirectoryUser manager)
    {
        for (var above = manager; above is not null; above = above.ManagerObjectId is { } next ? directory.Find(next) : null)
        {
            if (above.ObjectId == objectId) return true;
        }

        return false;
    }

    DirectoryUser? AnyoneInScope()
    {
        if (possibleManagers.Count == 0) return null;
        var start = people.Random.Number(possibleManagers.Count - 1);
        return possibleManagers.Skip(start).Select(directory.Find).FirstOrDefault(user => user is { IsInScope: true });
    }
}
