using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Tests.Bulk;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Scim.Errors;
using CsCheck;
using static Blink.Pipeline.Ingress.Tests.Bulk.JobOperation;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

/// <summary>A job comes out as if its operations were carried out one after another, by a model that knows nothing of groups.</summary>
public sealed class UserJobProperties
{
    static readonly Guid Organisation = Guid.NewGuid();
    static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    static readonly Guid[] Before = [.. Enumerable.Range(0, UsersBefore).Select(_ => Guid.NewGuid())];
    static readonly Guid[] New = [.. Enumerable.Range(0, 10).Select(_ => Guid.NewGuid())];
    static readonly Gen<int?> FailOnErrors = Gen.OneOf(Gen.Const((int?)null), Gen.Int[1, 3].Select(errors => (int?)errors));

    static readonly StoredUser[] Stored = [.. Before.Select((id, number) => new StoredUser(Organisation, id, 1, Now, Now, Document($"user{number}", "t", null)))];

    static readonly Dictionary<UserNameKey, UserName> Names = Enumerable.Range(0, UsersBefore).Select(number => $"user{number}")
        .Concat(["x", "y", "\u00e9", "e\u0301"])
        .ToDictionary(Key, name => new UserName(Key(SequentialModel.Normal(name)), name.StartsWith("user", StringComparison.Ordinal) ? Before[name[4] - '0'] : null));

    [Fact]
    public void With_references_to_earlier_operations_it_is_what_the_sequence_gives() =>
        Gen.Select(BackwardJob, FailOnErrors).Sample((job, failOnErrors) =>
        {
            var (decision, model) = Run(job, failOnErrors);
            for (var place = 0; place < decision.Results.Count; place++)
                Assert.Equal(job[place].References.Any(reference => !model.Created.Contains(reference)), IsRefused(decision.Results[place]));
        }, iter: 10_000);

    [Fact]
    public void With_any_references_it_is_what_the_sequence_of_those_gives_that_were_not_refused() =>
        Gen.Select(Job, FailOnErrors).Sample((job, failOnErrors) =>
        {
            var (decision, model) = Run(job, failOnErrors);
            // Nobody is named who was not created.
            for (var place = 0; place < decision.Results.Count; place++)
                Assert.True(decision.Results[place].User is null || job[place].References.All(model.Created.Contains));
        }, iter: 10_000);

    static (UserJobDecision Decision, SequentialModel Model) Run(JobOperation[] job, int? failOnErrors)
    {
        var items = job.Select((operation, place) => ItemOf(operation, place, job)).ToList();
        var decision = UserJobDecision.Of(new UserJob(items, failOnErrors), Stored, Names, Now);
        var model = new SequentialModel(Before, New);
        foreach (var (place, result) in decision.Results.Index())
            Assert.Equal(model.Apply(job[place], place, IsRefused(result)), ((result.Error as ScimException)?.Error.Status ?? (result.User is null ? 404 : 0), result.User?.Version));
        var errors = decision.Results.Count(result => result.User is null);
        Assert.True(errors == failOnErrors || (decision.Results.Count == job.Length && !(errors > failOnErrors)));

        var rows = Stored.ToDictionary(user => user.Id, user => (User: user, IsDeleted: false));
        foreach (var row in decision.Group.Changed.Concat(decision.Group.Created))
            rows[row.User.Id] = (row.User, row.IsDeleted);
        Assert.Equal(
            model.Users.OrderBy(user => user.Id),
            rows.Values.Select(row => new SequentialModel.User(row.User.Id, Text(row.User, "userName")!, Text(row.User, "title")!, Text(row.User, "manager"),
                row.User.Version, row.IsDeleted)).OrderBy(user => user.Id));
        return (decision, model);
    }

    static bool IsRefused(UserWriteResult result) => result.Error is ScimException { Error: { Status: 409, ScimType: null } };

    static UserJobItem ItemOf(JobOperation operation, int place, JobOperation[] job)
    {
        var creates = operation.Kind == What.Post ? $"{place}" : null;
        if (operation.Kind == What.Broken)
            return new UserJobItem(null, ScimException.InvalidSyntax("broken"), creates, []);
        if (operation.References.Any(reference => reference >= job.Length || job[reference].Kind != What.Post))
            return new UserJobItem(null, ScimException.UnresolvedBulkId("x", "nowhere"), creates, []);
        return new UserJobItem(_ => WriteOf(operation, place), null, creates, [.. operation.References.Select(reference => $"{reference}").Distinct()]);
    }

    static UserWrite WriteOf(JobOperation operation, int place)
    {
        var manager = operation.Manager is { } created ? New[created].ToString() : null;
        if (operation.Kind == What.Post)
            return new UserCreation(Organisation, New[place], null, Document(operation.Name, operation.Title, manager));
        return new UserModification(Organisation, operation.Created is { } id ? New[id] : Before[operation.User], null, user =>
        {
            EntityTag.Check(operation.Tag, user);
            return operation.Kind switch
            {
                What.Put => UserChange.To(user, Document(operation.Name, operation.Title, manager)),
                What.Patch => UserChange.To(user, Document(Text(user, "userName")!, operation.Title, manager ?? Text(user, "manager"))),
                What.Rename => UserChange.To(user, Document(operation.Name, Text(user, "title")!, Text(user, "manager"))),
                _ => new UserChange.Deleted(),
            };
        });
    }

    static UserNameKey Key(string name) => new(Organisation, name);

    static string? Text(StoredUser user, string name) => (string?)user.Document[name];

    static JsonObject Document(string userName, string title, string? manager)
    {
        var document = new JsonObject { ["userName"] = userName, ["title"] = title };
        if (manager is not null)
            document["manager"] = manager;
        return document;
    }
}
