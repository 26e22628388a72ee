using Blink.Pipeline.Dev.Checking;
using Blink.Pipeline.Dev.Demo;
using Blink.Pipeline.Dev.Tests.Checking;
using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.Dev.Tests.Demo;

public sealed class ExpectationsTests
{
    readonly OrganisationDirectory directory = new();
    readonly Dictionary<Guid, string> scimIds = [];
    readonly Cast cast;

    public ExpectationsTests()
    {
        foreach (var number in Enumerable.Range(0, Cast.FewestUsers))
            Put(People.Person($"person-{number}") with { Mobile = $"07700 9{number:00000}" });
        cast = Cast.Of(directory);
    }

    [Fact]
    public void Only_those_who_clash_are_rejected_and_everybody_else_is_active()
    {
        var expectations = new Expectations(cast).Of(directory.Users, scimIds);

        Assert.Equal(Ids(cast.EmailClashes), RejectedBy(expectations, "email_in_use_elsewhere"));
        Assert.Equal(Ids(cast.MobileClashes), RejectedBy(expectations, "mobile_in_use_elsewhere"));
        Assert.Equal(Cast.FewestUsers - cast.EmailClashes.Count - cast.MobileClashes.Count, expectations.Count(expected => expected.Fate is Fate.Active));
        Assert.All(expectations, expected => Assert.Equal(scimIds[expected.User.ObjectId], $"{expected.ScimId}"));
    }

    [Fact]
    public void Somebody_without_e_mail_mobile_and_employee_id_is_rejected_until_one_comes()
    {
        var nobody = People.Person("nobody") with { Mail = null, Mobile = null, EmployeeId = null };

        Assert.Equal((Fate.Rejected, "no_identifier"), Of(nobody));
        Assert.Equal((Fate.Active, null), Of(nobody with { EmployeeId = "E-7" }));
    }

    [Fact]
    public void Somebody_who_gives_up_the_address_that_clashes_is_active() =>
        Assert.Equal((Fate.Active, null), Of(cast.EmailClashes[0] with { Mail = "new@contoso.example" }));

    [Fact]
    public void A_leaver_is_disabled_and_one_who_never_had_an_account_is_outside()
    {
        Assert.Equal((Fate.Disabled, null), Of(cast.LinkedByEmail[0] with { IsAssigned = false }));
        Assert.Equal((Fate.Disabled, null), Of(cast.LinkedByEmail[0] with { IsSoftDeleted = true }));
        Assert.Equal((Fate.Outside, null), Of(cast.MobileClashes[0] with { AccountEnabled = false }));
        Assert.Equal((Fate.Outside, null), Of(cast.LinkedByEmail[0] with { ObjectId = Guid.NewGuid(), IsAssigned = false }));
    }

    [Fact]
    public void A_manager_is_named_by_the_SCIM_id_once_there_is_one()
    {
        var manager = cast.LinkedByEmail[0].ObjectId;
        var report = cast.LinkedByEmail[1] with { ManagerObjectId = manager };

        Assert.Equal(scimIds[manager], One(report).ManagerScimId);
        Assert.Null(One(report with { ManagerObjectId = Guid.NewGuid() }).ManagerScimId);
    }

    void Put(DirectoryUser user)
    {
        directory.Put(user);
        scimIds[user.ObjectId] = $"{Guid.NewGuid()}";
    }

    (Fate Fate, string? Reason) Of(DirectoryUser user) => (One(user).Fate, One(user).Reason);

    Expectation One(DirectoryUser user) => Assert.Single(new Expectations(cast).Of([user], scimIds));

    static IEnumerable<Guid> Ids(IEnumerable<DirectoryUser> users) => users.Select(user => user.ObjectId).Order();

    static IEnumerable<Guid> RejectedBy(IEnumerable<Expectation> expectations, string reason) =>
        Ids(expectations.Where(expected => expected.Fate is Fate.Rejected && expected.Reason == reason).Select(expected => expected.User));
}
