using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

/// <summary>What a group makes of its items, without a database.</summary>
public sealed class UserGroupTests
{
    static readonly DateTimeOffset Before = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset Now = Before.AddDays(1);
    static readonly StoredUser Jane = new(Guid.NewGuid(), Guid.NewGuid(), 3, Before, Before, new JsonObject { ["userName"] = "jane" });

    static readonly StoredUser Mary = Jane with { Id = Guid.NewGuid(), Document = new JsonObject { ["userName"] = "mary" } };
    static readonly Dictionary<UserNameKey, UserName> Free = [];

    [Fact]
    public void Items_about_one_user_see_each_other_and_make_one_row()
    {
        var (group, results) = Apply([Change(Titled("a")), Change(Titled("b")), Change(_ => new UserChange.Unchanged())], [Jane], Free);
        Assert.Equal([4L, 5L, 5L], results.Select(result => result.User!.Version));
        var row = Assert.Single(group.Changed);
        Assert.Equal((5L, "ab", Now), (row.User.Version, (string?)row.User.Document["title"], row.User.LastModified));
        Assert.Equal(Before, row.User.CreatedAt);
    }

    [Fact]
    public void A_group_that_changes_nothing_writes_nothing()
    {
        var (group, results) = Apply([Change(user => UserChange.To(user, (JsonObject)user.Document.DeepClone()))], [Jane], Free);
        Assert.Empty(group.Changed);
        Assert.Same(Jane, results.Single().User);
    }

    [Fact]
    public void After_a_deletion_the_user_is_not_there_for_the_rest_of_the_group()
    {
        var (group, results) = Apply([Change(_ => new UserChange.Deleted()), Change(Titled("late"))], [Jane], Free);
        Assert.Equal(4, results[0].User!.Version);
        Assert.Equal(new UserWriteResult(null), results[1]);
        Assert.True(Assert.Single(group.Changed).IsDeleted);
    }

    [Fact]
    public void An_item_that_fails_fails_alone_and_leaves_no_trace()
    {
        var poison = new InvalidOperationException("a bug");
        var (group, results) = Apply([Change(Titled("a")), Change(_ => throw poison), Change(Titled("b"))], [Jane], Free);
        Assert.Same(poison, results[1].Error);
        Assert.Equal("ab", (string?)results[2].User!.Document["title"]);
        Assert.Equal(5, results[2].User!.Version);
    }

    [Fact]
    public void Requests_are_recorded_at_the_version_that_their_item_leaves_and_only_of_items_that_do_not_fail()
    {
        UserWrite[] items =
        [
            Change(Titled("a")) with { AsyncRequest = Request("first") },
            Change(Titled("b")),
            Change(_ => throw new InvalidOperationException("a bug")) with { AsyncRequest = Request("failed") },
            Change(_ => new UserChange.Unchanged()) with { AsyncRequest = Request("nothing") },
            Change(_ => new UserChange.Deleted()) with { AsyncRequest = Request("deletion") },
            Change(Titled("late")) with { AsyncRequest = Request("gone") },
        ];
        var (group, _) = Apply(items, [Jane], Free);
        Assert.Equal(
            [("first", 4L), ("nothing", 5L), ("deletion", 6L)],
            group.Recorded.Select(request => (request.AsyncRequest.Txn, request.User.Version)));
    }

    [Fact]
    public void A_user_of_another_organisation_is_not_there()
    {
        var (group, results) = Apply([new UserModification(Guid.NewGuid(), Jane.Id, null, Titled("theirs"))], [Jane], Free);
        Assert.Equal(new UserWriteResult(null), results.Single());
        Assert.Empty(group.Changed);
    }

    [Fact]
    public void A_rename_to_a_name_that_another_user_has_fails_alone()
    {
        var holders = new Dictionary<UserNameKey, UserName> { [Name("john")] = new(Name("john"), Guid.NewGuid()) };
        var (group, results) = Apply([Change(Named("John")), Change(Titled("a"))], [Jane], holders);
        Assert.Equal(409, Assert.IsType<ScimException>(results[0].Error).Error.Status);
        Assert.Equal(("jane", 4L), ((string?)results[1].User!.Document["userName"], results[1].User!.Version));
        Assert.Equal([Name("john")], group.NewNames);
    }

    [Fact]
    public void Of_two_users_that_want_one_name_the_first_gets_it()
    {
        var (group, results) = Apply([Change(Named("new")), Change(Named("NEW"), Mary)], [Jane, Mary], Free);
        Assert.Equal([null, 409], results.Select(result => (result.Error as ScimException)?.Error.Status));
        Assert.Equal(Jane.Id, Assert.Single(group.Changed).User.Id);
    }

    [Fact]
    public void The_name_of_a_deleted_user_and_ones_own_are_free()
    {
        var holders = new Dictionary<UserNameKey, UserName> { [Name("mary")] = new(Name("mary"), Mary.Id), [Name("jane")] = new(Name("jane"), Jane.Id) };
        var (group, results) = Apply([Change(_ => new UserChange.Deleted(), Mary), Change(Named("mary")), Change(Named("jane"))], [Jane, Mary], holders);
        Assert.All(results, result => Assert.Null(result.Error));
    }

    [Fact]
    public void Two_users_can_exchange_their_names_over_a_third()
    {
        var names = new Dictionary<UserNameKey, UserName> { [Name("jane")] = new(Name("jane"), Jane.Id), [Name("mary")] = new(Name("mary"), Mary.Id) };
        var (group, results) = Apply(
            [Change(Named("mary"), Jane), Change(Named("other"), Jane), Change(Named("jane"), Mary), Change(Named("mary"), Jane)], [Jane, Mary], names);
        Assert.Equal([409, null, null, null], results.Select(result => (result.Error as ScimException)?.Error.Status));
        Assert.Equal(["mary", "jane"], group.Changed.Select(row => (string?)row.User.Document["userName"]));
    }

    [Fact]
    public void A_new_user_is_there_for_what_comes_after_and_its_name_with_it()
    {
        var id = Guid.NewGuid();
        UserCreation Create(Guid id, string userName) => new(Jane.OrganisationId, id, null, new JsonObject { ["userName"] = userName });
        var (group, results) = Apply(
            [
                Create(id, "New"), Create(Guid.NewGuid(), "new"), new UserModification(Jane.OrganisationId, id, null, Titled("a")),
                new UserModification(Jane.OrganisationId, id, null, _ => new UserChange.Deleted()), Create(Guid.NewGuid(), "NEW"),
            ],
            [], Free);
        Assert.Equal([1, null, 2, 3, 1], results.Select(result => result.User?.Version));
        Assert.Equal([(3L, true), (1L, false)], group.Created.Select(row => (row.User.Version, row.IsDeleted)));
        Assert.Empty(group.Changed);
    }

    [Fact]
    public void Two_spellings_of_one_name_are_one()
    {
        var names = new Dictionary<UserNameKey, UserName> { [Name("\u00e9")] = new(Name("\u00e9"), null), [Name("e\u0301")] = new(Name("\u00e9"), null) };
        var (_, results) = Apply([Change(Named("\u00e9")), Change(Named("e\u0301"), Mary)], [Jane, Mary], names);
        Assert.Equal([null, 409], results.Select(result => (result.Error as ScimException)?.Error.Status));
    }

    static (UserGroup Group, List<UserWriteResult> Results) Apply(
        UserWrite[] writes, StoredUser[] stored, IReadOnlyDictionary<UserNameKey, UserName> names)
    {
        var group = new UserGroup(stored, names, Now);
        return (group, [.. writes.Select(group.Apply)]);
    }

    static UserNameKey Name(string key) => new(Jane.OrganisationId, key);

    static Func<StoredUser, UserChange> Named(string userName) => user => UserChange.To(user, new JsonObject { ["userName"] = userName });

    static UserModification Change(Func<StoredUser, UserChange> change, StoredUser? user = null) =>
        new(Jane.OrganisationId, (user ?? Jane).Id, null, change);

    static Func<StoredUser, UserChange> Titled(string title) => user =>
    {
        var document = (JsonObject)user.Document.DeepClone();
        document["title"] = (string?)document["title"] + title;
        return UserChange.To(user, document);
    };

    static AsyncRequest Request(string txn) => new(txn, "PATCH", "https://scim.example.com", TimeSpan.Zero);
}
