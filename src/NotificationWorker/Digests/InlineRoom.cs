namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>Shares the names that a mail has room for evenly between its groups, so that a frequent reason hides no rare one.</summary>
static class InlineRoom
{
    /// <summary>Cuts the groups of all sections down to the room.</summary>
    /// <param name="sections">The sections, naming everybody.</param>
    /// <param name="room">The most people to name in all of them together.</param>
    /// <returns>The sections with the totals they had.</returns>
    public static IReadOnlyList<DigestSection> Share(IReadOnlyList<DigestSection> sections, int room)
    {
        var shares = new Dictionary<PeopleGroup, int>(ReferenceEqualityComparer.Instance);
        // From the smallest up: what a small group leaves unused goes to the larger ones.
        var ascending = sections.SelectMany(section => section.Groups).OrderBy(group => group.Total).ToList();
        for (var i = 0; i < ascending.Count; i++)
        {
            var share = Math.Min(ascending[i].Total, room / (ascending.Count - i));
            shares[ascending[i]] = share;
            room -= share;
        }
        return [.. sections.Select(section => section with
        {
            Groups = [.. section.Groups.Select(group => group with { People = [.. group.People.Take(shares[group]).Select(person => person.Shortened())] })],
        })];
    }
}
