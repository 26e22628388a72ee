namespace Blink.Pipeline.Dev.Demo;

/// <summary>
/// Holds the mails against what must be in them: everybody who is rejected, each error once, everybody who no longer is as
/// resolved, and nobody else.
/// </summary>
sealed class MailComparison
{
    readonly HashSet<string> everRejected = new(StringComparer.Ordinal);
    List<Expectation> rejectedNow = [];
    HashSet<string> fineNow = [];

    /// <summary>Takes in what is expected at a moment when everything has converged.</summary>
    public void Expect(IReadOnlyList<Expectation> expectations)
    {
        rejectedNow = [.. expectations.Where(expected => expected.Fate is Fate.Rejected)];
        everRejected.UnionWith(rejectedNow.Select(expected => expected.User.UserPrincipalName));
        fineNow = expectations.Where(expected => expected.Fate is Fate.Active).Select(expected => expected.User.UserPrincipalName).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<Difference> Differences(Maildir mails, string recipient) =>
        [.. Missing(mails), .. Unresolved(mails), .. Unwarranted(mails), .. Twice(mails), .. Elsewhere(mails, recipient)];

    IEnumerable<Difference> Missing(Maildir mails)
    {
        var mailed = With("error", mails).Select(person => (person.UserName, person.Reason)).ToHashSet();
        return rejectedNow
            .Where(expected => !mailed.Contains((expected.User.UserPrincipalName, expected.Reason!)))
            .Select(expected => new Difference(expected.User.ObjectId, "mail", $"one that says {expected.Reason}", "none"));
    }

    IEnumerable<Difference> Unresolved(Maildir mails)
    {
        var resolved = With("resolved", mails).Select(person => person.UserName).ToHashSet(StringComparer.Ordinal);
        return With("error", mails)
            .Where(person => fineNow.Contains(person.UserName) && !resolved.Contains(person.UserName))
            .Select(person => new Difference(Guid.Empty, $"mail about {person.UserName}", "one that says it is resolved", "none"));
    }

    IEnumerable<Difference> Unwarranted(Maildir mails) => mails.People
        .Where(person => !everRejected.Contains(person.UserName))
        .Select(person => new Difference(Guid.Empty, $"mail about {person.UserName}", "none", $"{person.Status} {person.Reason}"));

    static IEnumerable<Difference> Twice(Maildir mails) => mails.People
        .GroupBy(person => person)
        .Where(same => same.Count() > 1)
        .Select(same => new Difference(Guid.Empty, $"mails about {same.Key.UserName}", "one", $"{same.Count()}"));

    /// <summary>Digests go to Contoso's administrators; nobody is invited by being imported, and Fabrikam has nothing to mend.</summary>
    static IEnumerable<Difference> Elsewhere(Maildir mails, string recipient) => mails.Recipients
        .Where(address => address != recipient)
        .Select(address => new Difference(Guid.Empty, "mail", $"only to {recipient}", address));

    static IEnumerable<MailedPerson> With(string status, Maildir mails) => mails.People.Where(person => person.Status == status);
}
