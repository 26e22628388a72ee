using Blink.Pipeline.EntraSimulator.Directory;

namespace Blink.Pipeline.EntraSimulator.Tests.Directory;

public sealed class DirectoryChangesTests
{
    readonly OrganisationDirectory directory;
    readonly DirectoryChanges changes;

    public DirectoryChangesTests() => (directory, changes) = DirectoryGenerator.Generate(new DirectoryOptions { Users = 200 });

    [Fact]
    public void Only_what_changed_after_the_watermark_is_reported()
    {
        var watermark = directory.Revision;

        changes.Apply(new DirectoryChangePlan { Joiners = 3, Movers = 4 });

        Assert.Equal(7, directory.ChangedSince(watermark).Count);
        Assert.Empty(directory.ChangedSince(directory.Revision));
    }

    [Fact]
    public void Enough_movers_change_every_attribute_and_clear_some()
    {
        var before = directory.Users.ToDictionary(user => user.ObjectId);

        changes.Apply(new DirectoryChangePlan { Movers = 140 });

        var pairs = directory.Users.Select(user => (Before: before[user.ObjectId], After: user)).ToList();
        foreach (var attribute in typeof(DirectoryUser).GetProperties().Where(property => property.PropertyType == typeof(string)))
            Assert.Contains(pairs, pair => !Equals(attribute.GetValue(pair.Before), attribute.GetValue(pair.After)));
        Assert.Contains(pairs, pair => pair.Before.Department is not null && pair.After.Department is null);
    }

    [Fact]
    public void Leavers_go_in_three_ways_and_come_back_as_the_same_object()
    {
        changes.Apply(new DirectoryChangePlan { Leavers = 9 });

        var leavers = directory.Users.Where(user => user.IsSoftDeleted).ToList();
        Assert.Equal(3, leavers.Count);
        Assert.Equal(191, directory.Users.Count(user => user.IsInScope));
        Assert.Equal(9, changes.Apply(new DirectoryChangePlan { Restores = 20 }).Restores);
        Assert.Equal(200, directory.Users.Count(user => user.IsInScope));
    }

    [Fact]
    public void A_purged_manager_leaves_its_people_without_one()
    {
        var manager = directory.Users.First(user => directory.Users.Any(report => report.ManagerObjectId == user.ObjectId)).ObjectId;

        directory.HardDelete(manager);

        Assert.Null(directory.Find(manager));
        Assert.DoesNotContain(directory.Users, user => user.ManagerObjectId == manager);
    }

    [Fact]
    public void A_rehired_person_is_a_new_object_with_the_old_login_e_mail_and_employee_id()
    {
        changes.Apply(new DirectoryChangePlan { Leavers = 9 });
        var leavers = directory.Users.ToDictionary(user => user.ObjectId);
        changes.Apply(new DirectoryChangePlan { HardDeletes = 9 });

        Assert.Equal(1, changes.Apply(new DirectoryChangePlan { Rehires = 1 }).Rehires);

        var rehired = Assert.Single(directory.Users, user => !leavers.ContainsKey(user.ObjectId));
        Assert.Contains(leavers.Values, former => former.UserPrincipalName == rehired.UserPrincipalName
            && former.Mail == rehired.Mail && former.EmployeeId == rehired.EmployeeId && directory.Find(former.ObjectId) is null);
    }
}
