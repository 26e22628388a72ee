using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>Compares directory, accounts and mails, as they are at the moment.</summary>
sealed class Check(PipelineReader reader, Maildir mails, Cast cast, string recipient)
{
    readonly Expectations expectations = new(cast);
    readonly MailComparison mailComparison = new();
    readonly Dictionary<Guid, string> links = cast.Links().ToDictionary(link => link.ObjectId, link => link.LinkedBy);

    /// <summary>People whom a mail names with an error.</summary>
    public int Mailed => mails.People.Where(person => person.Status == "error").Select(person => person.UserName).Distinct().Count();

    /// <summary>What must be found after a cycle.</summary>
    public IReadOnlyList<Expectation> Expect(OrganisationDirectory directory, IReadOnlyDictionary<Guid, string> scimIds)
    {
        var expected = expectations.Of(directory.Users, scimIds);
        mailComparison.Expect(expected);
        return expected;
    }

    /// <summary>How many people must be in a mail.</summary>
    public int ToMail(OrganisationDirectory directory) =>
        expectations.Of(directory.Users, new Dictionary<Guid, string>()).Count(expected => expected.Fate is Fate.Rejected);

    public Task ReadMailsAsync(CancellationToken cancellationToken) => mails.ReadNewAsync(cancellationToken);

    /// <summary>What is missing or wrong in the mails.</summary>
    public IReadOnlyList<Difference> MailDifferences() => mailComparison.Differences(mails, recipient);

    /// <summary>What is not as the directory says.</summary>
    public async Task<IReadOnlyList<Difference>> AccountDifferencesAsync(IReadOnlyList<Expectation> expected, CancellationToken cancellationToken)
    {
        var accounts = await reader.AccountsAsync(cancellationToken);
        var states = await reader.StatesAsync(cancellationToken);
        return new Comparison(expected, accounts, states) { ActiveWithoutDirectory = ImportedAccounts.OnlyInBlink, Links = links }.Differences();
    }
}
