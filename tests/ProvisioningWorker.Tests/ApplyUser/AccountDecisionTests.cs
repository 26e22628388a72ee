using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using static Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser.Given;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

public sealed class AccountDecisionTests
{
    [Fact]
    public void A_user_whom_no_account_matches_is_created()
    {
        var decision = Decide(User("ada@x.test", "+447700900123", "7"));

        Assert.IsType<AccountDecision.Create>(decision);
        var account = decision.Result(User("ada@x.test"), Now)!;
        Assert.Equal((true, Ada, LinkedBy.Created, Now), (account.Active, account.ScimUserId, account.LinkedBy, account.LinkedAt));
    }

    [Fact]
    public void An_inactive_user_whom_no_account_matches_gets_a_disabled_account()
    {
        var user = User("ada@x.test", active: false);

        Assert.False(Assert.IsType<AccountDecision.Create>(Decide(user)).Result(user, Now)!.Active);
    }

    [Theory]
    [InlineData("ada@x.test", null, nameof(LinkedBy.Email))]
    [InlineData(null, "7", nameof(LinkedBy.EmployeeId))]
    [InlineData("ada@x.test", "7", nameof(LinkedBy.EmailAndEmployeeId))]
    public void An_account_with_the_email_or_the_employee_id_is_linked(string? email, string? employeeId, string by)
    {
        var link = Assert.IsType<AccountDecision.Link>(Decide(User("ada@x.test", null, "7"), Account(email, null, employeeId)));

        Assert.Equal(by, link.By.ToString());
    }

    [Fact]
    public void An_account_of_another_organisation_is_never_linked() =>
        Assert.IsType<AccountDecision.Create>(Decide(User("ada@x.test", null, "7"), Elsewhere(null, null, "7")));

    [Fact]
    public void Linking_writes_the_desired_fields_and_state()
    {
        var user = User("ada@x.test", title: "Driver", active: false);
        var account = Decide(user, Account("ada@x.test", title: "Cook")).Result(user, Now)!;

        Assert.Equal(("Driver", false, Ada), (account.Profile.JobTitle, account.Active, account.ScimUserId));
    }

    [Fact]
    public void An_active_account_is_matched_before_a_disabled_one()
    {
        var active = Account(null, null, "7");

        var link = Assert.IsType<AccountDecision.Link>(Decide(User("ada@x.test", null, "7"), Account("ada@x.test", active: false), active));

        Assert.Equal(active, link.Account);
    }

    [Fact]
    public void Of_disabled_accounts_the_one_changed_last_is_matched()
    {
        var older = Account("ada@x.test", active: false);
        var newer = older with { Id = Guid.CreateVersion7(Now), UpdatedAt = Now.AddDays(1) };

        Assert.Equal(newer, Assert.IsType<AccountDecision.Link>(Decide(User("ada@x.test"), older, newer)).Account);
    }

    [Fact]
    public void A_disabled_account_that_another_user_governs_is_matched_last_and_is_that_user_s() =>
        Assert.Equal(
            RejectionReason.AlreadyLinked,
            Assert.IsType<AccountDecision.Reject>(Decide(User("ada@x.test"), Account("ada@x.test", active: false, of: Bob))).Reason);

    [Fact]
    public void A_deleted_user_s_account_is_disabled_and_unlinked_with_its_fields_as_they_were()
    {
        var account = Account("old@x.test", of: Ada, title: "Cook");

        var result = Assert.IsType<AccountDecision.Unlink>(Decide(Deleted(), account)).Result(Deleted(), Now)!;

        Assert.Equal(account with { Active = false, ScimUserId = null, LinkedBy = null, LinkedAt = null, UpdatedAt = Now }, result);
    }

    [Fact]
    public void A_user_deleted_before_it_had_an_account_changes_nothing()
    {
        var decision = Decide(Deleted(), Account("ada@x.test"));

        Assert.Equal(new AccountDecision.Unchanged(null), decision);
        Assert.Null(decision.Result(Deleted(), Now));
    }

    [Fact]
    public void Email_and_employee_id_of_two_accounts_are_ambiguous() =>
        Rejected(RejectionReason.AmbiguousMatch, "7", Decide(User("ada@x.test", null, "7"), Account("ada@x.test"), Account(null, null, "7")));

    [Fact]
    public void Ambiguous_comes_before_already_linked() =>
        Rejected(RejectionReason.AmbiguousMatch, "7",
            Decide(User("ada@x.test", null, "7"), Account("ada@x.test", of: Bob), Account(null, null, "7")));

    [Fact]
    public void A_linked_user_s_employee_id_on_another_active_account_is_ambiguous() =>
        Rejected(RejectionReason.AmbiguousMatch, "7",
            Decide(User("ada@x.test", null, "7"), Account("ada@x.test", of: Ada), Account(null, null, "7", of: Bob)));

    [Theory]
    [InlineData("ada@x.test", null, "ada@x.test")]
    [InlineData(null, "7", "7")]
    public void An_account_of_another_live_user_is_already_linked(string? email, string? employeeId, string value) =>
        Rejected(RejectionReason.AlreadyLinked, value, Decide(User("ada@x.test", null, "7"), Account(email, null, employeeId, of: Bob)));

    [Fact]
    public void Already_linked_comes_before_use_elsewhere() =>
        Rejected(RejectionReason.AlreadyLinked, "7",
            Decide(User("ada@x.test", null, "7"), Account(null, null, "7", of: Bob), Elsewhere("ada@x.test")));

    [Fact]
    public void An_email_of_another_organisation_is_in_use_elsewhere() =>
        Rejected(RejectionReason.EmailInUseElsewhere, "ada@x.test", Decide(User("ada@x.test", "+1"), Elsewhere("ada@x.test"), Elsewhere(null, "+1")));

    [Fact]
    public void A_mobile_of_another_organisation_is_in_use_elsewhere() =>
        Rejected(RejectionReason.MobileInUseElsewhere, "+1", Decide(User("ada@x.test", "+1"), Elsewhere(null, "+1")));

    [Fact]
    public void Use_elsewhere_counts_for_an_account_that_would_be_linked_too() =>
        Rejected(RejectionReason.EmailInUseElsewhere, "ada@x.test",
            Decide(User("ada@x.test", null, "7"), Account(null, null, "7"), Elsewhere("ada@x.test")));

    [Fact]
    public void Mobile_elsewhere_comes_before_email_in_our_organisation() =>
        Rejected(RejectionReason.MobileInUseElsewhere, "+1",
            Decide(User("ada@x.test", "+1"), Account(of: Ada), Account("ada@x.test", of: Bob), Elsewhere(null, "+1")));

    [Fact]
    public void A_linked_user_s_email_on_another_account_is_in_use() =>
        Rejected(RejectionReason.EmailInUse, "ada@x.test", Decide(User("ada@x.test"), Account("old@x.test", of: Ada), Account("ada@x.test")));

    [Fact]
    public void A_mobile_on_another_account_is_in_use() =>
        Rejected(RejectionReason.MobileInUse, "+1", Decide(User("ada@x.test", "+1"), Account("bob@x.test", "+1")));

    [Fact]
    public void Email_in_use_comes_before_mobile_in_use() =>
        Rejected(RejectionReason.EmailInUse, "ada@x.test",
            Decide(User("ada@x.test", "+1"), Account(of: Ada), Account("ada@x.test"), Account(null, "+1")));

    [Fact]
    public void A_user_with_no_identity_is_rejected() => Rejected(RejectionReason.NoIdentifier, null, Decide(User()));

    [Fact]
    public void A_disabled_account_holds_nothing_against_others() =>
        Assert.IsType<AccountDecision.Create>(Decide(
            User("ada@x.test", "+1"), Elsewhere("ada@x.test", "+1", active: false), Account("bob@x.test", "+1", active: false)));

    [Fact]
    public void A_change_of_a_field_updates() =>
        Assert.IsType<AccountDecision.Update>(Decide(User("ada@x.test", title: "Driver"), Account("ada@x.test", of: Ada, title: "Cook")));

    [Fact]
    public void What_is_as_desired_is_unchanged() =>
        Assert.IsType<AccountDecision.Unchanged>(Decide(User("ada@x.test"), Account("ada@x.test", of: Ada)));

    [Fact]
    public void An_inactive_user_s_account_is_disabled_with_the_desired_fields()
    {
        var user = User("ada@x.test", active: false, title: "Driver");
        var account = Assert.IsType<AccountDecision.Disable>(Decide(user, Account("ada@x.test", of: Ada))).Result(user, Now)!;

        Assert.Equal((false, "Driver", Ada), (account.Active, account.Profile.JobTitle, account.ScimUserId));
    }

    [Fact]
    public void A_user_who_returns_is_enabled() =>
        Assert.IsType<AccountDecision.Enable>(Decide(User("ada@x.test"), Account("ada@x.test", active: false, of: Ada)));

    [Theory]
    [InlineData("ada@x.test", null, nameof(RejectionReason.EmailInUse))]
    [InlineData(null, "+1", nameof(RejectionReason.MobileInUse))]
    public void Enabling_is_rejected_while_somebody_else_holds_an_identity(string? email, string? mobile, string reason)
    {
        var decision = Decide(User("ada@x.test", "+1"), Account("ada@x.test", "+1", active: false, of: Ada), Account(email, mobile, of: Bob));

        Assert.Equal(reason, Assert.IsType<AccountDecision.Reject>(decision).Reason.ToString());
        Assert.False(decision.Result(User(), Now)!.Active);
    }

    [Fact]
    public void A_leaver_whose_unchanged_email_somebody_else_uses_meanwhile_stays_disabled_without_an_error() =>
        Assert.IsType<AccountDecision.Update>(Decide(
            User("ada@x.test", active: false, title: "Gone"), Account("ada@x.test", active: false, of: Ada), Account("ada@x.test", of: Bob)));

    [Fact]
    public void A_new_clashing_email_of_a_leaver_is_rejected_and_the_account_is_disabled_all_the_same()
    {
        var account = Account("ada@x.test", of: Ada);
        var leaver = User("new@x.test", active: false);

        var decision = Decide(leaver, account, Elsewhere("new@x.test"));

        Rejected(RejectionReason.EmailInUseElsewhere, "new@x.test", decision);
        Assert.Equal(account with { Active = false, UpdatedAt = Now }, decision.Result(leaver, Now));
    }

    [Fact]
    public void A_leaver_with_no_identity_left_is_rejected_and_disabled()
    {
        var leaver = User(active: false);

        Assert.False(Decide(leaver, Account("ada@x.test", of: Ada)).Result(leaver, Now)!.Active);
    }

    [Fact]
    public void A_leaver_who_was_never_linked_is_rejected_and_its_match_disabled_but_not_linked()
    {
        var account = Account("ada@x.test");
        var leaver = User("ada@x.test", "+1", active: false);

        var decision = Decide(leaver, account, Elsewhere(null, "+1"));

        Rejected(RejectionReason.MobileInUseElsewhere, "+1", decision);
        Assert.Equal(account with { Active = false, UpdatedAt = Now }, decision.Result(leaver, Now));
    }

    [Fact]
    public void A_leaver_s_rejection_disables_no_account_of_another_user_nor_one_of_two()
    {
        var leaver = User("ada@x.test", null, "7", active: false);

        Assert.Null(Assert.IsType<AccountDecision.Reject>(Decide(leaver, Account("ada@x.test", of: Bob))).Account);
        Assert.Null(Assert.IsType<AccountDecision.Reject>(Decide(leaver, Account("ada@x.test"), Account(null, null, "7"))).Account);
    }

    [Fact]
    public void A_rejected_user_who_stays_leaves_its_match_as_it_was()
    {
        var account = Account("ada@x.test");

        Assert.Same(account, Decide(User("ada@x.test", "+1"), account, Elsewhere(null, "+1")).Result(User("ada@x.test", "+1"), Now));
    }

    [Fact]
    public void A_deleted_user_who_was_rejected_over_an_account_disables_it()
    {
        var account = Account("ada@x.test");
        var deleted = Deleted() with { RejectedAccountId = account.Id };

        Assert.Equal(account with { Active = false, UpdatedAt = Now }, Decide(deleted, account).Result(deleted, Now));
    }

    [Fact]
    public void A_deleted_user_disables_neither_another_account_than_it_was_rejected_over_nor_one_that_somebody_governs_by_now()
    {
        var governed = Account("ada@x.test", of: Bob);
        var disabled = Account("ada@x.test", active: false);

        Assert.Equal(new AccountDecision.Unchanged(null), Decide(Deleted() with { RejectedAccountId = Cyd }, Account("ada@x.test")));
        Assert.Equal(new AccountDecision.Unchanged(null), Decide(Deleted() with { RejectedAccountId = governed.Id }, governed));
        Assert.Equal(new AccountDecision.Unchanged(null), Decide(Deleted() with { RejectedAccountId = disabled.Id }, disabled));
    }

    [Fact]
    public void A_rejected_change_leaves_the_account_as_it_was()
    {
        var account = Account("ada@x.test", of: Ada);

        Assert.Same(account, Decide(User("new@x.test"), account, Elsewhere("new@x.test")).Result(User("new@x.test"), Now));
    }

    // As the caller does: the linked account apart, of the others those that share an identity.
    static AccountDecision Decide(DesiredUser user, params Account[] accounts)
    {
        var picture = new AccountPicture(accounts);
        var linked = picture.LinkedTo(user.ScimUserId);
        return AccountDecision.For(user, linked, picture.WithAny(user.Keys, linked?.Id));
    }

    static void Rejected(RejectionReason reason, string? value, AccountDecision decision)
    {
        var reject = Assert.IsType<AccountDecision.Reject>(decision);
        Assert.Equal((reason, value), (reject.Reason, reject.Value));
    }
}
