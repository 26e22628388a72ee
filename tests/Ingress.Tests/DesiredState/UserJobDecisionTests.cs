using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Patching;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

/// <summary>What becomes of a job, without a database.</summary>
public sealed class UserJobDecisionTests
{
    static readonly Guid Organisation = Guid.NewGuid();
    static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Dictionary<UserNameKey, UserName> NoNames = [];

    [Fact]
    public void Users_that_refer_to_each_other_are_both_created() =>
        Assert.Equal([201, 201], Statuses(Job(Create("a", "alice", "b"), Create("b", "bob", "a"))));

    [Fact]
    public void Who_refers_to_a_user_that_is_not_created_is_not_created_either() =>
        Assert.Equal([409, 409, 409, 400, 201], Statuses(Job(
            Create("a", "alice", "b"), Create("b", "bob", "c"), Create("c", "carol", "d"), Broken("d"), Create("e", "erin"))));

    [Fact]
    public void The_error_names_the_user_that_is_missing()
    {
        var decision = Decide(Job(Create("good", "alice"), Create("x", "bob", "good", "bad"), Broken("bad"), Create("y", "carol", "bad")));
        Assert.Equal([null, "bad", "invalidSyntax", "bad"], decision.Results.Select(result => (result.Error as ScimException)?.Error is { } error
            ? error.ScimType ?? error.Detail["bulkId:".Length..error.Detail.IndexOf(": ", StringComparison.Ordinal)]
            : null));
    }

    [Fact]
    public void A_name_that_a_refused_user_wanted_is_free() =>
        Assert.Equal([409, 201, 400], Statuses(Job(Create("a", "alice", "c"), Create("b", "ALICE"), Broken("c"))));

    [Fact]
    public void Where_one_can_only_be_created_without_the_other_no_one_is_named_who_is_not_there()
    {
        // The first wants the second as its manager, and its name.
        var decision = Decide(Job(Create("a", "alice", "b"), Create("b", "alice")));
        Assert.Equal([409, 201], decision.Results.Select(Status));
        Assert.Equal("alice", (string?)Assert.Single(decision.Group.Created).User.Document["userName"]);
    }

    [Theory]
    [InlineData(null, new[] { 400, 201, 409, 201, 409, 201 })]
    [InlineData(1, new[] { 400 })]
    [InlineData(2, new[] { 400, 201, 409 })]
    [InlineData(3, new[] { 400, 201, 409, 201, 409 })]
    [InlineData(4, new[] { 400, 201, 409, 201, 409, 201 })]
    public void After_so_many_errors_no_further_operation_is_carried_out(int? failOnErrors, int[] statuses) =>
        Assert.Equal(statuses, Statuses(new UserJob(
            [Broken("a"), Create("b", "bob"), Create("c", "bob"), Create("d", "dan"), Create("e", "dan"), Create("f", "fay")], failOnErrors)));

    [Fact]
    public void A_user_that_is_not_reached_any_more_is_not_referred_to() =>
        Assert.Equal([201, 409], Statuses(new UserJob([Create("a", "alice"), Create("b", "bob", "d"), Broken("c"), Create("d", "dan")], 1)));

    [Fact]
    public void A_chain_of_a_thousand_references_is_decided_at_once()
    {
        var items = Enumerable.Range(0, 999).Select(number => Create($"{number}", $"user{number}", $"{number + 1}"));
        Assert.Equal(Enumerable.Repeat(409, 999).Append(400), Statuses(new UserJob([.. items, Broken("999")], null)));
    }

    [Fact]
    public void What_all_patches_of_a_job_cost_together_has_a_measure()
    {
        var document = new JsonObject { ["userName"] = "alice", ["values"] = new JsonArray([.. Enumerable.Range(0, 100_000).Select(_ => JsonValue.Create(0))]) };
        var user = new StoredUser(Organisation, Guid.NewGuid(), 1, Now, Now, document);
        var nothing = new PatchRequest([]);
        var item = new UserJobItem(
            work => new UserModification(Organisation, user.Id, null, PatchUser.Change(nothing, new Preconditions(null, null), work)), null, null, []);
        Assert.Equal([200, 200, 413], UserJobDecision.Of(new UserJob([item, item, item], null), [user], NoNames, Now).Results.Select(Status));
    }

    static UserJob Job(params UserJobItem[] items) => new(items, null);

    static UserJobItem Create(string bulkId, string userName, params string[] references)
    {
        var document = new JsonObject { ["userName"] = userName, ["references"] = new JsonArray([.. references.Select(text => JsonValue.Create(text))]) };
        var id = Guid.NewGuid();
        return new UserJobItem(_ => new UserCreation(Organisation, id, null, document), null, bulkId, references);
    }

    static UserJobItem Broken(string bulkId) => new(null, ScimException.InvalidSyntax("broken"), bulkId, []);

    static UserJobDecision Decide(UserJob job) => UserJobDecision.Of(job, [], NoNames, Now);

    static IEnumerable<int> Statuses(UserJob job) => Decide(job).Results.Select(Status);

    static int Status(UserWriteResult result) => result switch
    {
        { Error: ScimException error } => error.Error.Status,
        { User: null } => 404,
        { User.Version: 1, User.Document: var document } when document.ContainsKey("references") => 201,
        _ => 200,
    };
}
