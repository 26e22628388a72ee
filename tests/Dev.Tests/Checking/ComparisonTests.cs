using Blink.Pipeline.Dev.Checking;

namespace Blink.Pipeline.Dev.Tests.Checking;

public sealed class ComparisonTests
{
    static readonly FoundState Applied = new("applied", null);

    [Fact]
    public void Everybody_who_is_where_they_should_be_makes_no_difference()
    {
        var (active, leaver, rejected) = (People.Expected(Fate.Active), People.Expected(Fate.Disabled), People.Expected(Fate.Rejected, "email_in_use"));
        var outside = People.Expected(Fate.Outside) with { ScimId = null };

        Assert.Empty(Differences(
            [active, leaver, rejected, outside],
            [People.Account(active), People.Account(leaver)],
            [Applied, Applied, new("rejected", "email_in_use")]));
    }

    [Theory]
    [InlineData("first name")]
    [InlineData("surname")]
    [InlineData("employee id")]
    [InlineData("location")]
    [InlineData("job title")]
    [InlineData("company name")]
    [InlineData("department")]
    [InlineData("manager")]
    [InlineData("e-mail")]
    [InlineData("mobile phone")]
    [InlineData("work phone")]
    [InlineData("about me")]
    public void A_wrong_field_is_found(string field)
    {
        var expected = People.Expected(Fate.Active);
        var account = People.Account(expected);

        var difference = Assert.Single(Differences([expected], [account with { Fields = With(account.Fields, field, "wrong") }], [Applied]));

        Assert.Equal((expected.User.ObjectId, field, "wrong"), (difference.User, difference.Field, difference.Found));
        Assert.Null(Assert.Single(Differences([expected], [account with { Fields = With(account.Fields, field, null) }], [Applied])).Found);
    }

    [Fact]
    public void A_missing_account_is_found()
    {
        var (active, leaver) = (People.Expected(Fate.Active), People.Expected(Fate.Disabled));

        var differences = Differences([active, leaver], [], [Applied, Applied]);

        Assert.Equal(
            [(active.User.ObjectId, "account", "one"), (leaver.User.ObjectId, "account", "one")],
            differences.Select(difference => (difference.User, difference.Field, difference.Expected)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_second_account_of_the_same_person_is_found(bool active)
    {
        var expected = People.Expected(Fate.Active);
        var (one, other) = (People.Account(expected), People.Account(expected) with { Active = active });

        var difference = Assert.Single(Differences([expected], [one, other], [Applied]));

        Assert.Equal((expected.User.ObjectId, "account", "one"), (difference.User, difference.Field, difference.Expected));
        Assert.All([one, other], account => Assert.Contains($"{account.Id}", difference.Found, StringComparison.Ordinal));
    }

    [Fact]
    public void An_active_account_that_nobody_accounts_for_is_found()
    {
        var expected = People.Expected(Fate.Active);
        var account = People.Account(expected);
        var (stranger, unlinked) = (account with { Id = Guid.NewGuid(), ScimUserId = Guid.NewGuid() }, account with { Id = Guid.NewGuid(), ScimUserId = null });

        Assert.Equal(stranger.Id, Assert.Single(Differences([expected], [account, stranger], [Applied])).User);
        Assert.Equal("1", Assert.Single(Differences([expected], [account, unlinked], [Applied])).Found);
    }

    [Theory]
    [InlineData(nameof(Fate.Disabled))]
    [InlineData(nameof(Fate.Outside))]
    public void A_leaver_who_is_still_active_is_found(string fate)
    {
        var leaver = People.Expected(Enum.Parse<Fate>(fate));

        var differences = Differences([leaver], [People.Account(leaver) with { Active = true }], [Applied]);

        Assert.Contains(differences, difference => difference.User == leaver.User.ObjectId && difference.Field is "active" or "account");
    }

    [Fact]
    public void Somebody_who_should_be_active_and_is_disabled_is_found()
    {
        var expected = People.Expected(Fate.Active);

        Assert.Equal("active", Assert.Single(Differences([expected], [People.Account(expected) with { Active = false }], [Applied])).Field);
    }

    [Fact]
    public void A_rejected_user_with_an_account_or_another_reason_is_found()
    {
        var rejected = People.Expected(Fate.Rejected, "email_in_use_elsewhere");

        var account = Assert.Single(Differences([rejected], [People.Account(rejected)], [new("rejected", "email_in_use_elsewhere")]));
        var reason = Assert.Single(Differences([rejected], [], [new("rejected", "no_identifier")]));

        Assert.Equal(("account", "none"), (account.Field, account.Expected));
        Assert.Equal(("state", "rejected no_identifier"), (reason.Field, reason.Found));
    }

    [Fact]
    public void Somebody_who_was_never_acknowledged_or_applied_or_is_linked_otherwise_is_found()
    {
        var expected = People.Expected(Fate.Active);
        var account = People.Account(expected);

        Assert.Equal("acknowledged", Assert.Single(Differences([expected with { ScimId = null }], [], [Applied])).Field);
        Assert.Equal("state", Assert.Single(Differences([expected], [account], [new("rejected", "email_in_use")])).Field);
        Assert.Equal("linked by", Assert.Single(Differences([expected], [account], [Applied], linkedBy: "email")).Field);
    }

    static IReadOnlyList<Difference> Differences(Expectation[] expectations, FoundAccount[] accounts, FoundState[] states, string? linkedBy = null) =>
        new Comparison(
            expectations,
            accounts,
            expectations.Zip(states).Where(pair => pair.First.ScimId is not null).ToDictionary(pair => pair.First.ScimId!.Value, pair => pair.Second))
        {
            ActiveWithoutDirectory = 0,
            Links = linkedBy is null ? new Dictionary<Guid, string>() : expectations.ToDictionary(expected => expected.User.ObjectId, _ => linkedBy),
        }.Differences();

    static FoundFields With(FoundFields fields, string field, string? value) => field switch
    {
        "first name" => fields with { FirstName = value },
        "surname" => fields with { Surname = value },
        "employee id" => fields with { EmployeeId = value },
        "location" => fields with { Location = value },
        "job title" => fields with { JobTitle = value },
        "company name" => fields with { CompanyName = value },
        "department" => fields with { Department = value },
        "manager" => fields with { Manager = value },
        "e-mail" => fields with { Email = value },
        "mobile phone" => fields with { MobilePhone = value },
        "work phone" => fields with { WorkPhone = value },
        _ => fields with { AboutMe = value },
    };
}
