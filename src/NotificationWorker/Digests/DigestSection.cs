using Blink.Pipeline.Contracts;

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

    internal static DigestSection Of(string heading, IReadOnlyList<DigestItem> items, bool withRemedies) => new(
        heading,
        [.. items
            .GroupBy(item => item.Reason, StringComparer.Ordinal)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => PeopleGroup.Of(ReasonText.Of(group.Key), group))],
        withRemedies);
}
