using Blink.Pipeline.Contracts;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>The people of one section of a digest that share a reason.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Total">How many people there are.</param>
/// <param name="People">Those that the mail itself names, the first ones by name.</param>
public sealed record PeopleGroup(ReasonText Reason, int Total, IReadOnlyList<DigestItem> People)
{
    internal static PeopleGroup Of(ReasonText reason, IEnumerable<DigestItem> items)
    {
        List<DigestItem> people =
            [.. items.OrderBy(item => item.Name, StringComparer.Ordinal).ThenBy(item => item.UserName, StringComparer.Ordinal)];
        return new(reason, people.Count, people);
    }
}
