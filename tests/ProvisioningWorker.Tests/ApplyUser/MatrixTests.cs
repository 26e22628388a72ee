using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// What becomes of a user in each situation, at each thing that a directory does. A cell says the decision or the reason of the rejection,
/// and then the accounts of the user's own: "made" for it or "found", on or off, and "free" when no user governs it. Besides, in every
/// cell: exactly a rejected user has an open error, with its reason and the value in the way, and nobody else's account changes.
/// </summary>
public sealed class MatrixTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    // "By two": the e-mail is one account's and the employee id another's. "Foreign": of another organisation. "Own": of a colleague.
    // "Linked, then": the user has an account of its own, and its next change meets the situation.
    const string Table = """
        situation               | create                                        | update                                        | disable                                       | enable                                        | delete                                  | re-create
        new                     | create: made on                               | update: made on                               | disable: made off                             | enable: made on                               | disable: made off free                  | link: made on
        linked                  | unchanged: made on                            | update: made on                               | disable: made off                             | enable: made on                               | disable: made off free                  | link: made on
        by e-mail               | link: found on                                | update: found on                              | disable: found off                            | enable: found on                              | disable: found off free                 | link: found on
        by employee id          | link: found on                                | update: found on                              | disable: found off                            | enable: found on                              | disable: found off free                 | link: found on
        by both                 | link: found on                                | update: found on                              | disable: found off                            | enable: found on                              | disable: found off free                 | link: found on
        by two                  | ambiguous_match: found on free, found on free | ambiguous_match: found on free, found on free | ambiguous_match: found on free, found on free | ambiguous_match: found on free, found on free | unchanged: found on free, found on free | ambiguous_match: found on free, found on free
        foreign e-mail          | email_in_use_elsewhere:                       | email_in_use_elsewhere:                       | email_in_use_elsewhere:                       | email_in_use_elsewhere:                       | unchanged:                              | email_in_use_elsewhere:
        foreign mobile          | mobile_in_use_elsewhere:                      | mobile_in_use_elsewhere:                      | mobile_in_use_elsewhere:                      | mobile_in_use_elsewhere:                      | unchanged:                              | mobile_in_use_elsewhere:
        own e-mail              | already_linked:                               | already_linked:                               | already_linked:                               | already_linked:                               | unchanged:                              | already_linked:
        own mobile              | mobile_in_use:                                | mobile_in_use:                                | mobile_in_use:                                | mobile_in_use:                                | unchanged:                              | mobile_in_use:
        own employee id         | already_linked:                               | already_linked:                               | already_linked:                               | already_linked:                               | unchanged:                              | already_linked:
        none                    | no_identifier:                                | no_identifier:                                | no_identifier:                                | no_identifier:                                | unchanged:                              | no_identifier:
        found, foreign mobile   | mobile_in_use_elsewhere: found on free        | mobile_in_use_elsewhere: found on free        | mobile_in_use_elsewhere: found off free       | mobile_in_use_elsewhere: found off free       | disable: found off free               | mobile_in_use_elsewhere: found off free
        linked, foreign e-mail  | email_in_use_elsewhere: made on               | email_in_use_elsewhere: made on               | email_in_use_elsewhere: made off              | email_in_use_elsewhere: made off              | disable: made off free                  | email_in_use_elsewhere: made off free
        linked, foreign mobile  | mobile_in_use_elsewhere: made on              | mobile_in_use_elsewhere: made on              | mobile_in_use_elsewhere: made off             | mobile_in_use_elsewhere: made off             | disable: made off free                  | mobile_in_use_elsewhere: made off free
        linked, own e-mail      | email_in_use: made on                         | email_in_use: made on                         | email_in_use: made off                        | email_in_use: made off                        | disable: made off free                  | already_linked: made off free
        linked, own mobile      | mobile_in_use: made on                        | mobile_in_use: made on                        | mobile_in_use: made off                       | mobile_in_use: made off                       | disable: made off free                  | mobile_in_use: made off free
        linked, own employee id | ambiguous_match: made on                      | ambiguous_match: made on                      | ambiguous_match: made off                     | ambiguous_match: made off                     | disable: made off free                  | already_linked: made off free
        linked, none            | no_identifier: made on                        | no_identifier: made on                        | no_identifier: made off                       | no_identifier: made off                       | disable: made off free                  | no_identifier: made off free
        """;

    static int mobiles;

    readonly string unique = Guid.NewGuid().ToString("N");
    readonly string mobile = $"+44 7700 {Interlocked.Increment(ref mobiles):000000}";
    readonly Guid colleague = Guid.NewGuid();
    Guid user = Guid.NewGuid();

    public static TheoryData<string, string, string> Cells
    {
        get
        {
            var rows = Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)).ToList();
            return [.. rows.Skip(1).SelectMany(row => row.Skip(1).Select((cell, i) => (row[0], rows[0][i + 1], cell)))];
        }
    }

    string Email => $"ada.{unique}@x.test";

    ScimUser Linked => new($"linked.{unique}@x.test", null, "E-8");

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task Each_cell_of_the_matrix_is_as_it_says(string situation, string operation, string expected)
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        var wanted = WantedIn(situation);
        await PrepareAsync(situation, ours, theirs);
        var found = (await database.AccountsAsync(ours)).Where(account => account.ScimUserId is null).Select(account => account.Id).ToHashSet();
        var others = await OthersAsync(ours, theirs);

        await OperateAsync(operation, ours, wanted);

        var state = (await database.StateAsync(user))!.Split(' ');
        var accounts = (await database.AccountsAsync(ours)).Where(account => account.ScimUserId != colleague).Select(account =>
            $"{(found.Contains(account.Id) ? "found" : "made")} {(account.Active ? "on" : "off")}{(account.ScimUserId is null ? " free" : "")}");
        Assert.Equal(expected, $"{state[^1]}: {string.Join(", ", accounts)}".TrimEnd());
        string[] errors = state[1] == "rejected" ? [$"error {state[^1]} {InTheWay(state[^1], situation, wanted)}".TrimEnd()] : [];
        Assert.Equal(errors, await database.OpenErrorsAsync(user));
        Assert.Equal(others, await OthersAsync(ours, theirs));
    }

    ScimUser WantedIn(string situation) => situation switch
    {
        _ when situation.EndsWith("none", StringComparison.Ordinal) => new(),
        _ when !situation.StartsWith("linked, ", StringComparison.Ordinal) => new(Email, mobile, "E-7"),
        _ when situation.EndsWith("e-mail", StringComparison.Ordinal) => Linked with { Email = Email },
        _ when situation.EndsWith("mobile", StringComparison.Ordinal) => Linked with { Mobile = mobile },
        _ => Linked with { EmployeeId = "E-7" },
    };

    async Task PrepareAsync(string situation, Guid ours, Guid theirs)
    {
        if (situation.StartsWith("linked", StringComparison.Ordinal))
            await database.SyncAsync(ours, user, situation == "linked" ? WantedIn(situation) : Linked);
        await database.ImportAsync(ours, [.. ImportedIn(situation)]);
        if (situation.Contains("foreign", StringComparison.Ordinal))
        {
            await database.ImportAsync(theirs, situation.EndsWith("e-mail", StringComparison.Ordinal)
                ? new ImportedAccount(1) { Email = Email }
                : new ImportedAccount(1) { MobilePhone = mobile });
        }
        if (situation.Contains("own", StringComparison.Ordinal))
            await database.SyncAsync(ours, colleague, ColleagueIn(situation));
    }

    IEnumerable<ImportedAccount> ImportedIn(string situation) => situation switch
    {
        "by e-mail" or "found, foreign mobile" => [new(1) { Email = Email }],
        "by employee id" => [new(1) { EmployeeId = "E-7" }],
        "by both" => [new(1) { Email = Email, EmployeeId = "E-7" }],
        "by two" => [new(1) { Email = Email }, new(2) { EmployeeId = "E-7" }],
        _ => [],
    };

    ScimUser ColleagueIn(string situation) => situation switch
    {
        _ when situation.EndsWith("e-mail", StringComparison.Ordinal) => new(Email),
        _ when situation.EndsWith("mobile", StringComparison.Ordinal) => new($"bob.{unique}@x.test", mobile),
        _ => new($"bob.{unique}@x.test", null, "E-7"),
    };

    async Task OperateAsync(string operation, Guid ours, ScimUser wanted)
    {
        ScimUser[] steps = operation switch
        {
            "create" => [wanted],
            "update" => [wanted, wanted with { Title = "Driver" }],
            "disable" => [wanted, wanted with { Active = false }],
            "enable" => [wanted, wanted with { Active = false }, wanted],
            _ => [wanted, wanted with { Deleted = true }],
        };
        foreach (var step in steps)
            await database.SyncAsync(ours, user, step);
        if (operation != "re-create")
            return;
        Assert.Empty(await database.OpenErrorsAsync(user));
        user = Guid.NewGuid();
        await database.SyncAsync(ours, user, wanted);
    }

    static string? InTheWay(string reason, string situation, ScimUser wanted) => reason switch
    {
        "email_in_use" or "email_in_use_elsewhere" => wanted.Email,
        "mobile_in_use" or "mobile_in_use_elsewhere" => wanted.Mobile,
        "ambiguous_match" => wanted.EmployeeId,
        "already_linked" => situation.EndsWith("e-mail", StringComparison.Ordinal) ? wanted.Email : wanted.EmployeeId,
        _ => null,
    };

    async Task<List<Account>> OthersAsync(Guid ours, Guid theirs) =>
    [
        .. await database.AccountsAsync(theirs),
        .. (await database.AccountsAsync(ours)).Where(account => account.ScimUserId == colleague),
    ];
}
