namespace Blink.Pipeline.Dev.Checking;

/// <summary>
/// Holds the mails to one organisation against what must be in them: everybody who is rejected, each error once, everybody who no
/// longer is as resolved, and nobody else. Warnings are about people who are where they should be, so anybody may have one. Pure.
/// </summary>
sealed class MailComparison
{
    readonly Dictionary<Guid, Told> toldOf = [];
    readonly HashSet<(string UserName, string Reason)> everRejected = [];

    /// <summary>Takes in what is expected at a moment when everything has converged.</summary>
    public void Expect(IReadOnlyList<Expectation> expectations)
    {
        foreach (var expected in expectations.Where(expected => expected.Fate is Fate.Rejected || toldOf.ContainsKey(expected.User.ObjectId)))
        {
            if (!toldOf.TryGetValue(expected.User.ObjectId, out var told)) toldOf[expected.User.ObjectId] = told = new Told();
            told.Note(expected);
            if (expected.Fate is Fate.Rejected) everRejected.Add((expected.User.UserPrincipalName, expected.Reason!));
        }

        var present = expectations.Select(expected => expected.User.ObjectId).ToHashSet();
        foreach (var (id, told) in toldOf) told.IsFine &= present.Contains(id);
    }

    /// <summary>What is missing from, or wrong in, the mails to an organisation that is the only one to be mailed.</summary>
    public IReadOnlyList<Difference> Differences(Maildir mails, string recipient) =>
        [.. Differences([.. mails.Mails.Where(mail => mail.Recipient == recipient)]), .. Strangers(mails.Mails, [recipient])];

    /// <summary>What is missing from, or wrong in, the mails to this organisation.</summary>
    /// <param name="mails">All that were sent to its address.</param>
    public IReadOnlyList<Difference> Differences(IReadOnlyList<SentMail> mails)
    {
        // A mail that was sent again is the same mail.
        var people = mails.DistinctBy(mail => mail.MessageId).SelectMany(mail => mail.People).ToList();
        return [.. Missing(people), .. Unresolved(people), .. Unwarranted(people), .. Twice(people), .. Differing(mails)];
    }

    /// <summary>Mails to addresses that are none of the organisations': nobody is invited by being imported.</summary>
    public static IEnumerable<Difference> Strangers(IEnumerable<SentMail> mails, IReadOnlyCollection<string> recipients) => mails
        .Where(mail => !recipients.Contains(mail.Recipient))
        .Select(mail => new Difference(Guid.Empty, "mail", $"only to {string.Join(", ", recipients)}", mail.Recipient));

    IEnumerable<Difference> Missing(List<MailedPerson> people) =>
        from told in toldOf
        from raised in told.Value.Raised
        let mailed = Errors(people, told.Value, raised.Key)
        where mailed < raised.Value
        select new Difference(told.Key, "mail", Times(raised.Value, $"says {raised.Key}"), mailed == 0 ? "none" : $"{mailed}");

    IEnumerable<Difference> Unresolved(List<MailedPerson> people) =>
        from told in toldOf.Values
        where told.IsFine
        from name in told.Names
        let errors = people.Where(person => person.Status == "error" && person.UserName == name).ToList()
        let resolved = people.Where(person => person.Status == "resolved" && person.UserName == name).Select(person => (person.Reason, person.RaisedAt)).ToHashSet()
        // When the reason changed meanwhile, only the end of the last error is told.
        where errors.Count > 0 && !errors.Any(error => resolved.Contains((error.Reason, error.RaisedAt)) && error.RaisedAt == errors.Max(one => one.RaisedAt))
        select new Difference(Guid.Empty, $"mail about {name}", "one that says it is resolved", "none");

    IEnumerable<Difference> Unwarranted(List<MailedPerson> people)
    {
        var warnings = people.Where(person => person.Status == "warning").Select(person => (person.UserName, person.Reason)).ToHashSet();
        return people
            .Where(person => person.Status != "warning" && !everRejected.Contains((person.UserName, person.Reason)))
            .Where(person => person.Status != "resolved" || !warnings.Contains((person.UserName, person.Reason)))
            .Select(person => new Difference(Guid.Empty, $"mail about {person.UserName}", "none", $"{person.Status} {person.Reason}"));
    }

    static IEnumerable<Difference> Twice(List<MailedPerson> people) => people
        .GroupBy(person => person)
        .Where(same => same.Count() > 1)
        .Select(same => new Difference(Guid.Empty, $"mails about {same.Key.UserName}", "one", $"{same.Count()}"));

    static IEnumerable<Difference> Differing(IEnumerable<SentMail> mails) => mails
        .GroupBy(mail => mail.MessageId)
        .Select(sends => (sends.Key, Variants: sends.Select(send => send.Fingerprint).Distinct().Count()))
        .Where(mail => mail.Variants > 1)
        .Select(mail => new Difference(Guid.Empty, $"mail {mail.Key}", "the same bytes each time", $"{mail.Variants} variants"));

    static int Errors(List<MailedPerson> people, Told told, string reason) => people
        .Where(person => person.Status == "error" && person.Reason == reason && told.Names.Contains(person.UserName))
        .Select(person => person.RaisedAt)
        .Distinct()
        .Count();

    static string Times(int times, string what) => times == 1 ? $"one that {what}" : $"{times} that {what}";

    /// <summary>What an organisation must have been told of one person. Pure bookkeeping.</summary>
    sealed class Told
    {
        string? reason;

        // An error is told once, with the login name of that time; people may be renamed and stay rejected.
        public HashSet<string> Names { get; } = new(StringComparer.Ordinal);

        /// <summary>How often each reason came up.</summary>
        public Dictionary<string, int> Raised { get; } = [];

        /// <summary>Whether nothing is wrong with the person any more.</summary>
        public bool IsFine { get; set; }

        public void Note(Expectation expected)
        {
            IsFine = expected.Fate is Fate.Active or Fate.Disabled;
            if (expected.Fate is Fate.Rejected && expected.Reason != reason)
                Raised[expected.Reason!] = Raised.GetValueOrDefault(expected.Reason!) + 1;
            if (expected.Fate is Fate.Rejected) Names.Add(expected.User.UserPrincipalName);
            reason = expected.Reason;
        }
    }
}
