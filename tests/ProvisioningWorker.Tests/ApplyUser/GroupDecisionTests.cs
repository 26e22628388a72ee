using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using static Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser.Given;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

public sealed class GroupDecisionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chain_of_emails_moves_on_in_whatever_order(bool reversed)
    {
        DesiredUser[] users = [User("b@x.test", id: Ada), User("c@x.test", id: Bob), User("d@x.test", id: Cyd)];
        Account[] accounts = [Account("a@x.test", of: Ada), Account("b@x.test", of: Bob), Account("c@x.test", of: Cyd)];

        var decided = GroupDecision.For([.. reversed ? users.Reverse() : users], accounts, Now);

        Assert.All(decided, user => Assert.IsType<AccountDecision.Update>(user.Decision));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_chain_as_long_as_a_department_moves_on_or_stays_as_a_whole(bool blocked)
    {
        const int Length = 2_000;
        var ids = Enumerable.Range(0, Length).Select(_ => Guid.NewGuid()).ToArray();
        var users = ids.Select((id, i) => User($"{i + 1}@x.test", id: id)).ToArray();
        var accounts = ids.Select((id, i) => Account($"{i}@x.test", of: id)).ToList();
        if (blocked)
            accounts.Add(Elsewhere($"{Length}@x.test"));

        var decided = GroupDecision.For(users, accounts, Now);

        Assert.Equal(blocked ? 0 : Length, decided.Count(user => user.Decision is AccountDecision.Update));
        Assert.Equal(blocked ? 1 : 0, decided.Count(user => user.Decision is AccountDecision.Reject { Reason: RejectionReason.EmailInUseElsewhere }));
    }

    [Fact]
    public void Two_users_swap_their_emails()
    {
        var decided = GroupDecision.For(
            [User("b@x.test", id: Ada), User("a@x.test", id: Bob)],
            [Account("a@x.test", of: Ada), Account("b@x.test", of: Bob)],
            Now);

        Assert.All(decided, user => Assert.IsType<AccountDecision.Update>(user.Decision));
    }

    [Fact]
    public void What_a_rejected_user_would_have_given_up_stays_taken()
    {
        var decided = GroupDecision.For(
            [User("b@x.test", id: Ada), User("taken@x.test", id: Bob)],
            [Account("a@x.test", of: Ada), Account("b@x.test", of: Bob), Elsewhere("taken@x.test")],
            Now);

        Assert.Equal(
            [RejectionReason.EmailInUse, RejectionReason.EmailInUseElsewhere],
            decided.OrderBy(user => user.Desired.ScimUserId).Select(user => Assert.IsType<AccountDecision.Reject>(user.Decision).Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_rejected_leaver_s_disabled_account_keeps_its_email_in_whatever_order(bool reversed)
    {
        DesiredUser[] users = [User("b@x.test", id: Ada), User(null, "+1", id: Bob, active: false)];

        var decided = GroupDecision.For(
            [.. reversed ? users.Reverse() : users], [Account("b@x.test", of: Bob), Account("c@x.test", "+1")], Now);

        Assert.Equal(
            [RejectionReason.AlreadyLinked, RejectionReason.MobileInUse],
            decided.OrderBy(user => user.Desired.ScimUserId).Select(user => Assert.IsType<AccountDecision.Reject>(user.Decision).Reason));
    }

    [Fact]
    public void Of_two_users_who_want_one_email_the_first_has_it()
    {
        var decided = GroupDecision.For([User("a@x.test", id: Ada), User("a@x.test", id: Bob)], [], Now);

        Assert.IsType<AccountDecision.Create>(decided[0].Decision);
        Assert.Equal(RejectionReason.AlreadyLinked, Assert.IsType<AccountDecision.Reject>(decided[1].Decision).Reason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_new_user_takes_over_the_account_of_a_deleted_one_in_whatever_order(bool reversed)
    {
        DesiredUser[] users = [Deleted(Ada), User("ada@x.test", id: Bob)];
        var account = Account("ada@x.test", of: Ada);

        var decided = GroupDecision.For([.. reversed ? users.Reverse() : users], [account], Now);

        var state = new GroupState();
        state.Accounts[account.Id] = account;
        var changed = Assert.Single(GroupChanges.Of(decided, state, Now).Changed);
        Assert.Equal((account.Id, Bob, true), (changed.Id, changed.ScimUserId, changed.Active));
    }

    [Fact]
    public void A_leaver_s_mobile_is_free_for_the_next_one_in_the_same_group()
    {
        var decided = GroupDecision.For(
            [User("b@x.test", "+1", id: Bob), User("a@x.test", "+1", id: Ada, active: false)], [Account("a@x.test", "+1", of: Ada)], Now);

        Assert.IsType<AccountDecision.Create>(decided[0].Decision);
        Assert.IsType<AccountDecision.Disable>(decided[1].Decision);
    }
}
