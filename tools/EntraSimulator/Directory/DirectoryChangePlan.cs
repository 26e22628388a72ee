namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>How many of each kind of change to make; as a result, how many there were people for.</summary>
public sealed record DirectoryChangePlan
{
    /// <summary>New people, assigned to the app.</summary>
    public int Joiners { get; init; }

    /// <summary>People of whom some attribute changes; each attribute takes its turn, removed values included.</summary>
    public int Movers { get; init; }

    /// <summary>People with another manager.</summary>
    public int ManagerChanges { get; init; }

    /// <summary>People who go: soft-deleted, unassigned from the app or disabled, in turns.</summary>
    public int Leavers { get; init; }

    /// <summary>Leavers of an earlier plan who come back as the same object.</summary>
    public int Restores { get; init; }

    /// <summary>Leavers of an earlier plan who are purged.</summary>
    public int HardDeletes { get; init; }

    /// <summary>Purged people who come back as a new object with their old login name, e-mail and employee id.</summary>
    public int Rehires { get; init; }
}
