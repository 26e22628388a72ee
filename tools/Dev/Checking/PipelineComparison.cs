namespace Blink.Pipeline.Dev.Checking;

/// <summary>
/// Holds a pipeline that is at rest against what must be true: nothing that was acknowledged is lost, nobody has two accounts, no
/// neighbour is harmed, every mail is there once, and only poison is among the dead letters. Pure: found state and truth → differences.
/// </summary>
static class PipelineComparison
{
    const string Acknowledged = "acknowledged ";

    /// <summary>What is wrong with one organisation.</summary>
    public static IEnumerable<Difference> Of(OrganisationTruth truth, FoundOrganisation found, IReadOnlyList<SentMail> mails) =>
    [
        .. Lost(truth, found),
        .. Behind(found),
        .. new Comparison(truth.Expectations, found.Accounts, found.States)
        {
            ActiveWithoutDirectory = 0,
            Links = new Dictionary<Guid, string>(),
            Accounts = truth.Accounts,
        }.Differences(),
        .. truth.Mails.Differences([.. mails.Where(mail => mail.Recipient == truth.Address)]),
    ];

    /// <summary>What is still under way, or lies where it should not.</summary>
    /// <param name="leftovers">What was found.</param>
    /// <param name="sent">The bodies of all poison that may be among the dead letters.</param>
    /// <param name="confirmed">The bodies of the poison that must be there.</param>
    public static IEnumerable<Difference> Of(FoundLeftovers leftovers, IReadOnlyCollection<string> sent, IReadOnlyCollection<string> confirmed) =>
    [
        .. leftovers.Counts.Where(count => count.Value != 0).Select(count => new Difference(Guid.Empty, count.Key, "0", $"{count.Value}")),
        .. leftovers.Letters.Where(letter => !sent.Contains(letter.Body)).Select(letter =>
            new Difference(Guid.Empty, $"dead letter {letter.Id}", "only poison", $"{letter.Status} of {letter.Queue}: {letter.Body}")),
        .. leftovers.Letters.Where(letter => letter.Status == "replaying").Select(letter =>
            new Difference(Guid.Empty, $"dead letter {letter.Id}", "waiting, or done with", letter.Status)),
        .. confirmed.Where(body => !leftovers.Letters.Any(letter => letter.Body == body && letter.Status is ("waiting" or "discarded"))).Select(body =>
            new Difference(Guid.Empty, "poison", body, "not among the dead letters")),
    ];

    /// <summary>Whether something that was acknowledged is not stored: later changes may hide it, but never excuse it.</summary>
    public static bool IsBrokenPromise(Difference difference) => difference.Field.Contains(Acknowledged, StringComparison.Ordinal);

    /// <summary>What was acknowledged and is not stored.</summary>
    static IEnumerable<Difference> Lost(OrganisationTruth truth, FoundOrganisation found)
    {
        foreach (var (id, promised) in truth.Acknowledged)
        {
            if (!found.Desired.TryGetValue(id, out var stored)) yield return new(id, Acknowledged + "SCIM user", $"version {promised.Version}", "none");
            else if (stored.Version < promised.Version) yield return new(id, Acknowledged + "version", $"{promised.Version}", $"{stored.Version}");
            else if (promised.IsDeleted && !stored.IsDeleted) yield return new(id, Acknowledged + "deletion", "deleted", "not deleted");
        }
    }

    /// <summary>Who was not decided on in the newest version.</summary>
    static IEnumerable<Difference> Behind(FoundOrganisation found)
    {
        foreach (var (id, desired) in found.Desired)
        {
            var recorded = found.States.GetValueOrDefault(id)?.Version;
            if (recorded != desired.Version) yield return new(id, "recorded version", $"{desired.Version}", recorded is null ? "none" : $"{recorded}");
        }
    }
}
