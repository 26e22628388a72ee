using Blink.Pipeline.Dev.Checking;

namespace Blink.Pipeline.Dev.Tests.Checking;

public sealed class PipelineComparisonTests
{
    const string Address = "it@contoso.example";
    const string Clash = "email_in_use_elsewhere";

    readonly Expectation active = People.Expected(Fate.Active);
    readonly Expectation rejected = People.Expected(Fate.Rejected, Clash, "bo");
    readonly MailComparison mails = new();

    static readonly FoundLeftovers Nothing = new(new Dictionary<string, long> { ["rows in scim.outbox"] = 0 }, []);

    public PipelineComparisonTests() => mails.Expect([active, rejected]);

    [Fact]
    public void A_pipeline_that_did_all_it_should_makes_no_difference()
    {
        Assert.Empty(Differences(Found()));
        Assert.Empty(PipelineComparison.Of(Nothing, [], []));
    }

    [Fact]
    public void An_acknowledged_user_that_is_not_stored_is_found()
    {
        var found = Found() with { Desired = new Dictionary<Guid, AcknowledgedVersion> { [Id(active)] = new(2, false) } };

        Assert.Contains(Differences(found), difference => difference.User == Id(rejected) && difference.Field == "acknowledged SCIM user");
    }

    [Fact]
    public void An_acknowledged_version_that_is_not_stored_is_found() =>
        Assert.Contains(Differences(Stored(new(1, false))), difference => (difference.Field, difference.Expected, difference.Found) == ("acknowledged version", "2", "1"));

    [Fact]
    public void An_acknowledged_deletion_that_is_not_stored_is_found()
    {
        var truth = Truth() with { Acknowledged = new Dictionary<Guid, AcknowledgedVersion> { [Id(active)] = new(2, true) } };

        Assert.Equal("acknowledged deletion", Assert.Single(PipelineComparison.Of(truth, Found(), Sent())).Field);
    }

    [Fact]
    public void Only_what_was_acknowledged_and_is_not_stored_is_a_broken_promise()
    {
        Assert.True(PipelineComparison.IsBrokenPromise(Assert.Single(Differences(Stored(new(1, false))), difference => difference.Expected == "2")));
        Assert.False(PipelineComparison.IsBrokenPromise(Assert.Single(Differences(Stored(new(3, false))))));
    }

    [Fact]
    public void A_user_whose_newest_version_was_not_decided_on_is_found()
    {
        var difference = Assert.Single(Differences(Stored(new(3, false))));

        Assert.Equal((Id(active), "recorded version", "3", "2"), (difference.User, difference.Field, difference.Expected, difference.Found));
    }

    [Fact]
    public void An_account_too_many_is_found_though_it_is_disabled_and_nobodys()
    {
        var second = People.Account(active) with { ScimUserId = null, Active = false, LinkedBy = null };

        Assert.Equal("accounts", Assert.Single(Differences(Found() with { Accounts = [People.Account(active), second] })).Field);
    }

    [Fact]
    public void A_rejected_change_that_reached_the_account_is_found()
    {
        var standing = rejected with { Standing = rejected.User with { Mail = "before@contoso.example" } };
        var account = People.Account(rejected) with { Active = true };
        var truth = Truth() with { Expectations = [active, standing], Accounts = 2 };

        var difference = Assert.Single(PipelineComparison.Of(truth, Found() with { Accounts = [People.Account(active), account] }, Sent()));

        Assert.Equal((standing.User.ObjectId, "e-mail", "before@contoso.example"), (difference.User, difference.Field, difference.Expected));
    }

    [Fact]
    public void A_leaver_whose_change_was_rejected_must_be_disabled_all_the_same()
    {
        var leaver = rejected with { User = rejected.User with { AccountEnabled = false }, Standing = rejected.User with { Mail = "before@contoso.example" } };
        var account = People.Account(rejected) is var made ? made with { Active = true, Fields = made.Fields with { Email = "before@contoso.example" } } : null;
        var truth = Truth() with { Expectations = [active, leaver], Accounts = 2 };

        Assert.Contains(
            PipelineComparison.Of(truth, Found() with { Accounts = [People.Account(active), account] }, Sent()),
            difference => (difference.User, difference.Field, difference.Expected) == (leaver.User.ObjectId, "active", "no"));
    }

    [Fact]
    public void An_error_that_comes_up_a_second_time_must_be_told_a_second_time()
    {
        mails.Expect([active, rejected with { Fate = Fate.Active, Reason = null }]);
        mails.Expect([active, rejected]);

        var difference = Assert.Single(Differences(Found()));

        Assert.Equal((rejected.User.ObjectId, "mail", "1"), (difference.User, difference.Field, difference.Found));
    }

    [Fact]
    public void A_mail_that_was_sent_twice_is_one_mail_if_it_is_the_same_bytes()
    {
        var sent = Assert.Single(Sent());

        Assert.Empty(PipelineComparison.Of(Truth(), Found(), [sent, sent]));
        Assert.Equal("mail <1@blink>", Assert.Single(PipelineComparison.Of(Truth(), Found(), [sent, sent with { Fingerprint = "other" }])).Field);
    }

    [Fact]
    public void A_mail_to_a_stranger_is_found() =>
        Assert.Equal("ane@contoso.example", Assert.Single(MailComparison.Strangers([.. Sent(), new("<2@blink>", "ane@contoso.example", "", [])], [Address])).Found);

    [Fact]
    public void What_is_still_under_way_is_found()
    {
        var difference = Assert.Single(PipelineComparison.Of(Nothing with { Counts = new Dictionary<string, long> { ["rows in scim.outbox"] = 3 } }, [], []));

        Assert.Equal(("rows in scim.outbox", "0", "3"), (difference.Field, difference.Expected, difference.Found));
    }

    [Fact]
    public void A_dead_letter_that_is_no_poison_is_found() =>
        Assert.Equal("dead letter 1", Assert.Single(PipelineComparison.Of(Nothing with { Letters = [new(1, "apply-user", "replayed", "{}")] }, ["poison"], [])).Field);

    [Fact]
    public void Poison_that_is_not_among_the_dead_letters_is_found()
    {
        Assert.Equal("poison", Assert.Single(PipelineComparison.Of(Nothing, ["poison"], ["poison"])).Field);
        Assert.Equal("poison", Assert.Single(PipelineComparison.Of(Nothing with { Letters = [new(1, "apply-user", "replayed", "poison")] }, ["poison"], ["poison"])).Field);
        Assert.Empty(PipelineComparison.Of(Nothing with { Letters = [new(1, "apply-user", "waiting", "poison")] }, ["poison"], ["poison"]));
    }

    [Fact]
    public void A_replay_that_was_left_half_way_is_found() =>
        Assert.Contains(
            PipelineComparison.Of(Nothing with { Letters = [new(1, "apply-user", "replaying", "poison")] }, ["poison"], []),
            difference => difference.Expected == "waiting, or done with");

    IEnumerable<Difference> Differences(FoundOrganisation found) => PipelineComparison.Of(Truth(), found, Sent());

    OrganisationTruth Truth() => new(
        Address, [active, rejected], 1, new Dictionary<Guid, AcknowledgedVersion> { [Id(active)] = new(2, false), [Id(rejected)] = new(1, false) }, mails);

    FoundOrganisation Found() => new(
        [People.Account(active)],
        new Dictionary<Guid, FoundState> { [Id(active)] = new("applied", null) { Version = 2 }, [Id(rejected)] = new("rejected", Clash) { Version = 1 } },
        new Dictionary<Guid, AcknowledgedVersion> { [Id(active)] = new(2, false), [Id(rejected)] = new(1, false) });

    FoundOrganisation Stored(AcknowledgedVersion version) => Found() with
    {
        Desired = new Dictionary<Guid, AcknowledgedVersion> { [Id(active)] = version, [Id(rejected)] = new(1, false) },
    };

    IReadOnlyList<SentMail> Sent() =>
        [new("<1@blink>", Address, "same", [new MailedPerson("error", Clash, rejected.User.UserPrincipalName, "2026-11-24 10:00:00.000Z")])];

    static Guid Id(Expectation expected) => expected.ScimId!.Value;
}
