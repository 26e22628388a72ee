namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>One part of a digest: errors, warnings, or what is resolved.</summary>
/// <param name="Heading">Its heading.</param>
/// <param name="Groups">Its people by reason, most first.</param>
/// <param name="WithRemedies">Whether there is anything to do about them.</param>
public sealed record DigestSection(string Heading, IReadOnlyList<PeopleGroup> Groups, bool WithRemedies)
{
    /// <summary>How many people it is about.</summary>
    public int Total => Groups.Sum(group => group.Total);

    /// <summary>How many of them the mail itself names.</summary>
    public int Named => Groups.Sum(group => group.People.Count);

    /// <summary>Gathers a section and shares the room for names evenly between its reasons, so that a frequent one hides no rare one.</summary>
    /// <param name="heading">Its heading.</param>
    /// <param name="items">All its people.</param>
    /// <param name="room">The most people to name.</param>
    /// <param name="withRemedies">Whether there is anything to do about them.</param>
    /// <returns>The section.</returns>
    public static DigestSection Of(string heading, IReadOnlyList<DigestItem> items, int room, bool withRemedies)
    {
        var byReason = items
            .GroupBy(item => item.Reason, StringComparer.Ordinal)
            .Select(group => group.OrderBy(item => item.Name, StringComparer.Ordinal).ThenBy(item => item.UserName, StringComparer.Ordinal).ToList())
            .OrderByDescending(group => group.Count).ThenBy(group => group[0].Reason, StringComparer.Ordinal)
            .ToList();
        var shares = Share(byReason.ConvertAll(group => group.Count), room);
        return new(
            heading,
            [.. byReason.Select((group, i) => new PeopleGroup(ReasonText.Of(group[0].Reason), group.Count, group[..shares[i]]))],
            withRemedies);
    }

    static int[] Share(List<int> sizes, int room)
    {
        var shares = new int[sizes.Count];
        // From the smallest up: what a small group leaves unused goes to the larger ones.
        var ascending = Enumerable.Range(0, sizes.Count).OrderBy(i => sizes[i]).ToList();
        for (var done = 0; done < ascending.Count; done++)
        {
            var i = ascending[done];
            shares[i] = Math.Min(sizes[i], room / (ascending.Count - done));
            room -= shares[i];
        }
        return shares;
    }
}
