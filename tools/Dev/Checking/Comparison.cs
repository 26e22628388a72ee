using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Checking;

/// <summary>Holds the directory against the accounts: user by user, field by field, and account by account. Pure.</summary>
sealed class Comparison(IReadOnlyList<Expectation> expectations, IReadOnlyList<FoundAccount> accounts, IReadOnlyDictionary<Guid, FoundState> states)
{
    readonly ILookup<Guid?, FoundAccount> accountsOf = accounts.Where(account => account.ScimUserId is not null).ToLookup(account => account.ScimUserId);

    /// <summary>Accounts that no directory governs and that must be there, active: those that only Blink knows.</summary>
    public required int ActiveWithoutDirectory { get; init; }

    /// <summary>How users must have come to their accounts, where the import decides it.</summary>
    public required IReadOnlyDictionary<Guid, string> Links { get; init; }

    /// <summary>How many accounts the organisation must have, disabled ones included; null: that is not known.</summary>
    public int? Accounts { get; init; }

    public IReadOnlyList<Difference> Differences() => [.. expectations.SelectMany(Of), .. Unexplained()];

    IEnumerable<Difference> Of(Expectation expected)
    {
        var id = expected.User.ObjectId;
        var found = accountsOf[expected.ScimId].ToList();
        var account = found.FirstOrDefault();
        return expected.Fate switch
        {
            _ when found.Count > 1 => [new(id, "account", "one", string.Join(", ", found.Select(one => one.Id).Order()))],
            _ when expected.ScimId is null && expected.Fate is not Fate.Outside => [new(id, "acknowledged", "yes", "no")],
            Fate.Outside => account is { Active: true } ? [new(id, "account", "none active", account.Id.ToString())] : [],
            Fate.Rejected => Rejected(expected, account),
            _ when account is null => [new(id, "account", "one", State(expected))],
            _ => Applied(expected, account),
        };
    }

    /// <summary>A rejected change leaves the account as it was, but a leaver is disabled all the same.</summary>
    IEnumerable<Difference> Rejected(Expectation expected, FoundAccount? account)
    {
        var id = expected.User.ObjectId;
        IEnumerable<Difference> differences = (expected.Standing, account) switch
        {
            (null, not null) => [new(id, "account", "none", account.Id.ToString())],
            (not null, null) => [new(id, "account", "one", "none")],
            (not null, not null) => Fields(expected, expected.Standing, account),
            _ => [],
        };
        var found = State(expected);
        return found == $"rejected {expected.Reason}" ? differences : differences.Append(new(id, "state", $"rejected {expected.Reason}", found));
    }

    IEnumerable<Difference> Applied(Expectation expected, FoundAccount account)
    {
        var found = State(expected);
        var differences = Fields(expected, expected.User, account);
        return found == "applied" ? differences : differences.Append(new(expected.User.ObjectId, "state", "applied", found));
    }

    IEnumerable<Difference> Fields(Expectation expected, DirectoryUser user, FoundAccount account)
    {
        var found = account.Fields;
        (string Field, string? Expected, string? Found)[] pairs =
        [
            ("active", YesNo(IsActive(expected)), YesNo(account.Active)),
            ("first name", user.GivenName, found.FirstName),
            ("surname", user.Surname, found.Surname),
            ("employee id", user.EmployeeId, found.EmployeeId),
            ("location", user.PhysicalDeliveryOfficeName, found.Location),
            ("job title", user.JobTitle, found.JobTitle),
            ("company name", user.CompanyName, found.CompanyName),
            ("department", user.Department, found.Department),
            ("e-mail", user.Mail, found.Email),
            ("mobile phone", user.Mobile, found.MobilePhone),
            ("work phone", user.TelephoneNumber, found.WorkPhone),
            ("about me", user.AboutMe, found.AboutMe),
            // Entra no longer tells who manages somebody who has left.
            ("manager", IsActive(expected) ? expected.ManagerScimId : found.Manager, found.Manager),
            ("linked by", Links.GetValueOrDefault(user.ObjectId, account.LinkedBy!), account.LinkedBy),
        ];
        return pairs.Where(pair => pair.Expected != pair.Found).Select(pair => new Difference(user.ObjectId, pair.Field, pair.Expected, pair.Found));
    }

    /// <summary>Active accounts beyond those of the directory's people: nobody may be left active, or be made twice.</summary>
    IEnumerable<Difference> Unexplained()
    {
        var explained = expectations.Where(IsActive).Select(expected => expected.ScimId!.Value).ToHashSet();
        foreach (var account in accounts.Where(account => account is { Active: true, ScimUserId: { } id } && !explained.Contains(id)))
            yield return new(account.Id, "active account", "none", $"SCIM user {account.ScimUserId}");
        var without = accounts.Count(account => account is { Active: true, ScimUserId: null });
        if (without != ActiveWithoutDirectory)
            yield return new(Guid.Empty, "active accounts that no directory governs", $"{ActiveWithoutDirectory}", $"{without}");
        if (Accounts is { } all && all != accounts.Count)
            yield return new(Guid.Empty, "accounts", $"{all}", $"{accounts.Count}");
    }

    static bool IsActive(Expectation expected) =>
        expected.ScimId is not null && (expected.Fate is Fate.Active || expected is { Fate: Fate.Rejected, Standing: not null, User.IsInScope: true });

    string State(Expectation expected) => expected.ScimId is { } id && states.TryGetValue(id, out var state) ? $"{state.Outcome} {state.Reason}".TrimEnd() : "none";

    static string YesNo(bool value) => value ? "yes" : "no";
}
