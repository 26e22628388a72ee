using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using CsCheck;
using static Blink.Pipeline.Ingress.Tests.Bulk.JobOperation;

namespace Blink.Pipeline.Ingress.Tests.Bulk;

/// <summary>A job does to one organisation what its operations, sent one after another as single requests, do to another.</summary>
public sealed class BulkSequenceProperties(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Fact]
    public Task A_job_is_what_its_operations_are_one_after_another() => BackwardJob.SampleAsync(CheckAsync, iter: 200, threads: 1);

    async Task CheckAsync(JobOperation[] job)
    {
        using var bulk = await ingress.ClientAsync();
        using var single = await ingress.ClientAsync();
        var inBulk = new People(await BeforeAsync(bulk), job.Length);
        var alone = new People(await BeforeAsync(single), job.Length);

        var outcomes = await bulk.BulkAsync(job.Select((operation, place) => InBulk(operation, place, inBulk)));
        Assert.Equal(job.Length, outcomes.Count);
        foreach (var (place, outcome) in outcomes.Index())
        {
            var (status, version, created) = await AloneAsync(single, job[place], alone);
            Assert.Equal((status, version), (outcome.Status(), (string?)outcome["version"]));
            alone.Created[place] = created;
            inBulk.Created[place] = created is null ? null : outcome.IdIn();
        }
        Assert.Equal(await ShownAsync(single, alone), await ShownAsync(bulk, inBulk));
        var (published, publishedAlone) = (await PublishedAsync(inBulk), await PublishedAsync(alone));
        Assert.Equal(publishedAlone.Select(versions => versions.LastOrDefault()), published.Select(versions => versions.LastOrDefault()));
        // One message a user and job, of its last version: the first job made those that were there before.
        Assert.All(published, versions => Assert.InRange(versions.Length, 0, 2));
    }

    static async Task<string[]> BeforeAsync(ScimClient client)
    {
        var outcomes = await client.BulkAsync(Enumerable.Range(0, UsersBefore).Select(number => BulkClient.Post($"{number}", $"user{number}")));
        return [.. outcomes.Select(outcome => outcome.IdIn())];
    }

    static string InBulk(JobOperation operation, int place, People people)
    {
        var id = operation.Created is { } created ? $"bulkId:{created}" : people.Before[operation.User];
        var manager = operation.Manager is { } other ? $"bulkId:{other}" : null;
        return operation.Kind switch
        {
            What.Broken => """{"method":"POST","path":"/Users","data":{}}""",
            What.Post => BulkClient.Post($"{place}", operation.Name, manager).Replace("\"title\":\"t\"", $"\"title\":\"{operation.Title}\"", StringComparison.Ordinal),
            What.Put => BulkClient.Put(id, BulkClient.User(operation.Name, operation.Title, manager), operation.Tag),
            What.Patch => BulkClient.Patch(id, PatchOf(operation, manager), operation.Tag),
            What.Rename => BulkClient.Patch(id, BulkClient.Replace("userName", operation.Name), operation.Tag),
            _ => BulkClient.Delete(id, operation.Tag),
        };
    }

    static async Task<(int Status, string? Version, string? Created)> AloneAsync(ScimClient client, JobOperation operation, People people)
    {
        if (operation.Kind == What.Broken)
            return (400, null, null);
        if (operation.References.Any(reference => people.Created[reference] is null))
            return (409, null, null);
        var id = operation.Created is { } created ? people.Created[created] : people.Before[operation.User];
        var manager = operation.Manager is { } other ? people.Created[other] : null;
        Task<ScimAnswer> SendAsync(HttpMethod method, string? body) => client.SendAsync(method, $"/Users/{id}", body, "If-Match", operation.Tag);
        var answer = await (operation.Kind switch
        {
            What.Post => client.PostAsync("/Users", BulkClient.User(operation.Name, operation.Title, manager)),
            What.Put => SendAsync(HttpMethod.Put, BulkClient.User(operation.Name, operation.Title, manager)),
            What.Patch => SendAsync(HttpMethod.Patch, $$"""{"Operations":[{{PatchOf(operation, manager)}}]}"""),
            What.Rename => SendAsync(HttpMethod.Patch, $$"""{"Operations":[{{BulkClient.Replace("userName", operation.Name)}}]}"""),
            _ => SendAsync(HttpMethod.Delete, null),
        });
        return (answer.Status, answer.Status < 300 ? answer.Headers.ETag?.ToString() : null, answer.Status == 201 ? answer.Text("id") : null);
    }

    static string PatchOf(JobOperation operation, string? manager)
    {
        var title = BulkClient.Replace("title", operation.Title);
        return manager is null ? title : $"{title},{BulkClient.Replace("manager", manager)}";
    }

    static async Task<List<string>> ShownAsync(ScimClient client, People people)
    {
        var order = people.All.ToList();
        int PlaceOf(JsonNode? id) => id is null ? -1 : order.IndexOf((string)id!);
        var users = (await client.GetAsync("/Users")).At("Resources")!.AsArray();
        return [.. users.OrderBy(user => PlaceOf(user!["id"])).Select(user =>
            $"{PlaceOf(user!["id"])} {user["userName"]} {user["title"]} {user["meta"]!["version"]} {PlaceOf(user[BulkClient.Enterprise]?["manager"]?["value"])}")];
    }

    // The versions that wait to be published, of each user in order.
    async Task<List<long[]>> PublishedAsync(People people)
    {
        await using var command = ingress.Database.DataSource.CreateCommand("""
            SELECT
                coalesce(array_agg(outbox.version ORDER BY outbox.id) FILTER (WHERE outbox.id IS NOT NULL), '{}')
            FROM unnest(@ids) WITH ORDINALITY AS given (id, place)
            LEFT JOIN scim.outbox AS outbox ON outbox.scim_user_id = given.id
            GROUP BY given.place
            ORDER BY given.place
            """);
        command.With("ids", people.All.Select(id => id is null ? Guid.Empty : Guid.Parse(id)).ToArray());
        return await command.ReadAsync(row => row.GetFieldValue<long[]>(0), TestContext.Current.CancellationToken);
    }

    sealed record People(string[] Before, int Operations)
    {
        public string?[] Created { get; } = new string?[Operations];

        public IEnumerable<string?> All => Before.Concat(Created);
    }
}
