using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Faults.Organisations;
using Blink.Pipeline.Dev.Tests.Checking;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Tests.Faults;

public sealed class TruthTests
{
    const string Clash = "email_in_use_elsewhere";

    static readonly Dictionary<Guid, string> Nobody = [];

    readonly Truth truth = new();
    readonly Dictionary<Guid, string> scimIds = [];
    readonly DirectoryUser adele;

    public TruthTests() => adele = Known(People.Person());

    [Fact]
    public void Who_is_in_scope_is_active_and_who_is_not_is_disabled_or_was_never_there()
    {
        Assert.Equal(Fate.Active, One(adele).Fate);
        Assert.Equal(Fate.Disabled, One(adele with { IsAssigned = false }).Fate);
        Assert.Equal(Fate.Outside, One(People.Person("stranger") with { IsAssigned = false }).Fate);
    }

    [Fact]
    public void Who_has_no_identifier_is_rejected_and_stays_so_on_leaving_unless_there_is_an_account()
    {
        var nameless = adele with { Mail = null, Mobile = null, EmployeeId = null };
        Assert.Equal(Fate.Rejected, One(nameless).Fate);
        Assert.Equal(Fate.Rejected, One(nameless with { IsAssigned = false }).Fate);

        Settle(adele);

        Assert.Equal(Fate.Disabled, One(nameless with { IsAssigned = false }).Fate);
    }

    [Fact]
    public void A_rejected_change_leaves_what_stood_when_all_was_at_rest()
    {
        var manager = Known(People.Person("manager"));
        Settle(adele with { ManagerObjectId = manager.ObjectId });

        var rejected = One(adele with { Mail = "taken@elsewhere.example", ManagerObjectId = null }, Clash);

        Assert.Equal((Fate.Rejected, Clash, adele.Mail, scimIds[manager.ObjectId]), (rejected.Fate, rejected.Reason, rejected.Standing?.Mail, rejected.ManagerScimId));
    }

    [Fact]
    public void Somebody_new_who_is_rejected_has_no_account_and_one_later()
    {
        Settle();
        var rejected = One(adele, Clash);

        Assert.Null(rejected.Standing);
        Assert.Equal((0, 1), (truth.AccountsWith([rejected]), truth.AccountsWith([One(adele)])));
    }

    [Fact]
    public void Somebody_who_is_rehired_has_the_account_of_before_and_somebody_who_is_gone_keeps_theirs()
    {
        Settle(adele);
        var again = Known(adele with { ObjectId = Guid.NewGuid() });

        Assert.Equal(1, truth.AccountsWith([]));
        Assert.Equal(2, truth.AccountsWith([One(again)]));
        truth.Rehire(adele.ObjectId, again.ObjectId);
        Assert.Equal(1, truth.AccountsWith([One(again)]));
    }

    [Fact]
    public void Only_who_has_not_changed_since_all_was_at_rest_is_standing()
    {
        Assert.False(truth.IsStanding(adele));
        Settle(adele);
        Assert.True(truth.IsStanding(adele));
        Assert.False(truth.IsStanding(adele with { JobTitle = "Pilot" }));
    }

    DirectoryUser Known(DirectoryUser user)
    {
        scimIds[user.ObjectId] = $"{Guid.NewGuid()}";
        return user;
    }

    void Settle(params DirectoryUser[] users) => truth.Settle(truth.Expect(users, scimIds, Nobody));

    Expectation One(DirectoryUser user, string? reason = null) =>
        Assert.Single(truth.Expect([user], scimIds, reason is null ? Nobody : new Dictionary<Guid, string> { [user.ObjectId] = reason }));
}
