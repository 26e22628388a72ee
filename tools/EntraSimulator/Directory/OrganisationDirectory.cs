namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>
/// An organisation's directory: what it says now, and what changed since a watermark (the part of Graph's delta query that
/// Entra's provisioning service needs). Not safe for concurrent writers; a cycle reads it while nobody changes it.
/// </summary>
public sealed class OrganisationDirectory
{
    readonly Dictionary<Guid, Entry> entries = [];

    sealed record Entry(DirectoryUser User, long Revision);

    /// <summary>Grows by one at every change; the watermark of <see cref="ChangedSince"/>.</summary>
    public long Revision { get; private set; }

    /// <summary>Everybody who is in the directory now, soft-deleted ones included, hard-deleted ones not.</summary>
    public IReadOnlyList<DirectoryUser> Users => [.. entries.Values.Select(entry => entry.User)];

    /// <summary>The user of that id, or <see langword="null"/> if it never was or is hard-deleted.</summary>
    public DirectoryUser? Find(Guid objectId) => entries.GetValueOrDefault(objectId)?.User;

    /// <summary>Adds the user, or replaces what the directory says of it.</summary>
    public void Put(DirectoryUser user) => entries[user.ObjectId] = new Entry(user, ++Revision);

    /// <summary>Purges the user; whoever it managed has no manager from then on.</summary>
    public void HardDelete(Guid objectId)
    {
        if (!entries.Remove(objectId)) return;
        var reports = entries.Values.Select(entry => entry.User).Where(user => user.ManagerObjectId == objectId).ToList();
        foreach (var report in reports) Put(report with { ManagerObjectId = null });
    }

    /// <summary>Users that were added or changed after the watermark, oldest change first.</summary>
    public IReadOnlyList<DirectoryUser> ChangedSince(long watermark) =>
        [.. entries.Values.Where(entry => entry.Revision > watermark).OrderBy(entry => entry.Revision).Select(entry => entry.User)];
}
