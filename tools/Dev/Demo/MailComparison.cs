namespace Blink.Pipeline.Dev.Demo;

/// <summary>
/// Holds the mails against what must be in them: everybody who is rejected, each error once, everybody who no longer is as
/// resolved, and nobody else. Warnings are about people who are where they should be, so anybody may have one.
/// </summary>
sealed class MailComparison
{
    // An error is told once, with the login name of that time; people may be renamed and stay rejected.
    readonly Dictionary<Guid, HashSet<string>> namesOf = [];
    readonly HashSet<(string UserName, string Reason)> everRejected = [];
    List<Expectation> rejectedNow = [];
    HashSet<string> fineNow = [];

    /// <summary>Takes in what is expected at a moment when everything has converged.</summary>
    public void Expect(IReadOnlyList<Expectation> expectations)
    {
        rejectedNow = [.. expectations.Where(expected => expected.Fate is Fate.Rejected)];
        foreach (var expected in rejectedNow)
        {
            if (!namesOf.TryGetValue(expected.User.ObjectId, out var names)) namesOf[expected.User.ObjectId] = names = new(StringComparer.Ordinal);
            names.Add(expected.User.UserPrincipalName);
            everRejected.Add((expected.User.UserPrincipalName, expected.Reason!));
        }

        fineNow = expectations
            .Where(expected => expected.Fate is Fate.Active && namesOf.ContainsKey(expected.User.ObjectId))
            .SelectMany(expected => namesOf[expected.User.ObjectId])
            .ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<Difference> Differences(Maildir mails, string recipient) =>
        [.. Missing(mails), .. Unresolved(mails), .. Unwarranted(mails), .. Twice(mails), .. Elsewhere(mails, recipient)];

    IEnumerable<Difference> Missing(Maildir mails)
    {
        var mailed = With("error", mails).Select(person => (person.UserName, person.Reason)).ToHashSet();
        return rejectedNow
            .Where(expected => !namesOf[expected.User.ObjectId].Any(name => mailed.Contains((name, expected.Reason!))))
            .Select(expected => new Difference(expected.User.ObjectId, "mail", $"one that says {expected.Reason}", "none"));
    }

    IEnumerable<Difference> Unresolved(Maildir mails)
    {
        var resolved = With("resolved", mails).Select(person => person.UserName).ToHashSet(StringComparer.Ordinal);
        return With("error", mails)
            .Where(person => fineNow.Contains(person.UserName) && !resolved.Contains(person.UserName))
            .Select(person => new Difference(Guid.Empty, $"mail about {person.UserName}", "one that says it is resolved", "none"));
    }

    IEnumerable<Difference> Unwarranted(Maildir mails)
    {
        var warnings = With("warning", mails).Select(person => (person.UserName, person.Reason)).ToHashSet();
        return mails.People
            .Where(person => person.Status != "warning" && !everRejected.Contains((person.UserName, person.Reason)))
            .Where(person => person.Status != "resolved" || !warnings.Contains((person.UserName, person.Reason)))
            .Select(person => new Difference(Guid.Empty, $"mail about {person.UserName}", "none", $"{person.Status} {person.Reason}"));
    }

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
