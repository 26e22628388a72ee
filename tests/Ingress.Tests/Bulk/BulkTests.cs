using System.Net.Http.Headers;
using System.Text;
using Blink.Pipeline.Ingress.Tests.Hosting;
using static Blink.Pipeline.Ingress.Tests.Bulk.BulkClient;

namespace Blink.Pipeline.Ingress.Tests.Bulk;

public sealed class BulkTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Fact]
    public async Task What_a_job_wrote_is_there_at_once_and_published_once_for_each_user()
    {
        using var client = await ingress.ClientAsync();
        var kept = await client.CreateAsync("kept@x.com");
        var gone = await client.CreateAsync("gone@x.com");
        var outcomes = await client.BulkAsync(
        [
            Post("a", "alice@x.com"), Patch("bulkId:a", Replace("title", "first")), Patch("bulkId:a", Replace("title", "second")),
            Patch(kept, Replace("title", "same")), Patch(kept, Replace("title", "same")), Delete(gone), Post("b", "brief@x.com"), Delete("bulkId:b"),
        ]);
        Assert.Equal([201, 200, 200, 200, 200, 204, 201, 204], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal(["W/\"1\"", "W/\"2\"", "W/\"3\"", "W/\"2\"", "W/\"2\"", null, "W/\"1\"", null], outcomes.Select(outcome => (string?)outcome["version"]));

        var alice = await client.FindAsync("userName eq \"ALICE@x.com\"");
        Assert.Equal(("second", outcomes[0].IdIn()), (alice.Text("Resources/0/title"), alice.Text("Resources/0/id")));
        Assert.Equal((string?)outcomes[0]["location"], alice.Text("Resources/0/meta/location"));
        Assert.Equal(404, (await client.GetAsync($"/Users/{gone}")).Status);
        Assert.Equal(404, (await client.GetAsync($"/Users/{outcomes[6].IdIn()}")).Status);
        Assert.Equal([3L], await ingress.OutboxAsync(outcomes[0].IdIn()));
        Assert.Equal([1L, 2L], await ingress.OutboxAsync(kept));
        Assert.Equal([1L, 2L], await ingress.OutboxAsync(gone));
        Assert.Equal([2L], await ingress.OutboxAsync(outcomes[6].IdIn()));
    }

    [Fact]
    public async Task Managers_may_refer_to_each_other_and_to_themselves_before_any_of_them_is_there()
    {
        using var client = await ingress.ClientAsync();
        var before = await client.CreateAsync("before@x.com");
        var outcomes = await client.BulkAsync(
        [
            Patch("bulkId:b", Replace("title", "patched before it was created")), Post("a", "a@x.com", "bulkId:b"), Post("b", "b@x.com", "bulkId:a"),
            Post("self", "self@x.com", "bulkId:self"), Patch(before, Replace("manager", "bulkId:b")),
        ]);
        Assert.Equal([200, 201, 201, 201, 200], outcomes.Select(outcome => outcome.Status()));
        async Task<string?> ManagerAsync(string id) => (await client.GetAsync($"/Users/{id}")).Text($"{Enterprise}/manager/value");
        var (a, b, self) = (outcomes[1].IdIn(), outcomes[2].IdIn(), outcomes[3].IdIn());
        Assert.Equal([b, a, self, b], [await ManagerAsync(a), await ManagerAsync(b), await ManagerAsync(self), await ManagerAsync(before)]);
        var patched = await client.GetAsync($"/Users/{b}");
        Assert.Equal(("patched before it was created", "W/\"2\""), (patched.Text("title"), patched.Text("meta/version")));
        Assert.Equal(b, outcomes[0].IdIn());
    }

    [Fact]
    public async Task Nobody_is_stored_who_names_a_user_that_was_not_created()
    {
        using var client = await ingress.ClientAsync();
        var boss = await client.CreateAsync("taken@x.com");
        var outcomes = await client.BulkAsync(
        [
            Post("a", "a@x.com", "bulkId:b"), Post("b", "b@x.com", "bulkId:c"), Post("c", "TAKEN@x.com"), Post("d", "d@x.com", "bulkId:nobody"),
            Patch(boss, Replace("manager", "bulkId:a")), Delete("bulkId:c"), Post("e", "e@x.com"),
        ]);
        Assert.Equal([409, 409, 409, 409, 409, 409, 201], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal([null, null, "uniqueness", null, null, null, null], outcomes.Select(outcome => (string?)outcome["response"]?["scimType"]));
        Assert.Contains("bulkId:b", (string?)outcomes[0]["response"]!["detail"], StringComparison.Ordinal);
        Assert.Contains("bulkId:nobody", (string?)outcomes[3]["response"]!["detail"], StringComparison.Ordinal);
        Assert.Equal([null, null, null, null, boss, null], outcomes.Take(6).Select(outcome => outcome["location"] is null ? null : outcome.IdIn()));
        Assert.Equal(2, (await client.GetAsync("/Users")).Total);
        Assert.Equal([1L], await ingress.OutboxAsync(boss));
    }

    [Fact]
    public async Task Each_operation_is_answered_as_a_request_of_its_own_would_be()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("own@x.com");
        var nobody = Guid.NewGuid().ToString();
        var outcomes = await client.BulkAsync(
        [
            Put(id, User("own@x.com", "t"), "W/\"7\""), Patch(id, "", "W/\"1\""), Patch(id, Replace("userName", "")), Put(id, "[]"), Delete(nobody),
            Delete("not an id"), """{"method":"POST","path":"/Groups","bulkId":"g","data":{}}""", $$"""{"method":"POST","path":"/Users/{{id}}","bulkId":"p","data":{} }""",
            """{"method":"DELETE","path":"/Users"}""", """{"method":"GET","path":"/Users"}""", "7", Post("same", "one@x.com"), Post("same", "two@x.com"),
            Patch(id, """{"op":"nothing"}"""), Delete(id, "*"),
        ]);
        Assert.Equal([412, 200, 400, 400, 404, 404, 404, 405, 405, 400, 400, 201, 400, 400, 204], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal([id, id, id, id, nobody], outcomes.Take(5).Select(outcome => outcome.IdIn()));
        Assert.EndsWith("/scim/Users/not%20an%20id", (string?)outcomes[5]["location"], StringComparison.Ordinal);
        Assert.All(outcomes[6..11], outcome => Assert.Null(outcome["location"]));
        Assert.Equal(["DELETE", "GET", null], outcomes[8..11].Select(outcome => (string?)outcome["method"]));
        Assert.All(outcomes.Where(outcome => outcome.Status() >= 400), outcome =>
        {
            Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)outcome["response"]!["schemas"]![0]);
            Assert.Equal((string?)outcome["status"], (string?)outcome["response"]!["status"]);
            Assert.NotEmpty((string)outcome["response"]!["detail"]!);
            Assert.Null(outcome["version"]);
        });
    }

    [Theory]
    [InlineData("/scim/Bulk", "/scim/Users/")]
    [InlineData("/scim/v2/bulk/", "/scim/v2/Users/")]
    public async Task Locations_are_below_the_address_that_was_called(string path, string users)
    {
        using var client = await ingress.ClientAsync();
        var outcome = Assert.Single(await client.BulkAsync([Post("a", "a@x.com")], path: path));
        Assert.Equal(client.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) + users + outcome.IdIn(), (string?)outcome["location"]);
    }

    [Fact]
    public async Task After_the_last_error_that_is_taken_nothing_more_is_done_and_what_came_before_stays()
    {
        using var client = await ingress.ClientAsync();
        var outcomes = await client.BulkAsync(
            [Post("a", "a@x.com"), Post("b", "A@x.com"), Post("c", "c@x.com"), Delete("none"), Post("d", "d@x.com"), Delete("none")], failOnErrors: 2);
        Assert.Equal([201, 409, 201, 404], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal(2, (await client.GetAsync("/Users")).Total);
    }

    [Fact]
    public async Task Names_pass_from_one_user_to_another_in_the_order_of_the_job()
    {
        using var client = await ingress.ClientAsync();
        var (a, b, c) = (await client.CreateAsync("a"), await client.CreateAsync("b"), await client.CreateAsync("c"));
        var outcomes = await client.BulkAsync(
        [
            Patch(a, Replace("userName", "between")), Patch(b, Replace("userName", "A")), Patch(a, Replace("userName", "b")), Delete(c), Post("new", "C"),
            Post("late", "between"),
        ]);
        Assert.Equal([200, 200, 200, 204, 201, 201], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal(["b", "A"], [(await client.GetAsync($"/Users/{a}")).Text("userName"), (await client.GetAsync($"/Users/{b}")).Text("userName")]);
        Assert.Equal(b, (await client.FindAsync("userName eq \"a\"")).Text("Resources/0/id"));
    }

    [Fact]
    public async Task A_user_of_another_organisation_is_not_there()
    {
        using var a = await ingress.ClientAsync();
        using var b = await ingress.ClientAsync();
        var id = await b.CreateAsync("theirs@x.com");
        var outcomes = await a.BulkAsync([Put(id, User("mine@x.com", "t")), Patch(id, Replace("title", "x")), Delete(id), Post("a", "theirs@x.com")]);
        Assert.Equal([404, 404, 404, 201], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal(("theirs@x.com", "W/\"1\""), ((await b.GetAsync($"/Users/{id}")).Text("userName"), (await b.GetAsync($"/Users/{id}")).Text("meta/version")));
        Assert.Equal([1L], await ingress.OutboxAsync(id));
    }

    [Fact]
    public async Task The_limits_are_those_that_are_declared()
    {
        using var client = await ingress.ClientAsync();
        var declared = (await client.GetAsync("/ServiceProviderConfig")).At("bulk")!;
        Assert.True((bool)declared["supported"]!);
        var (operations, size) = ((int)declared["maxOperations"]!, (int)declared["maxPayloadSize"]!);

        Assert.Equal(operations, (await client.BulkAsync(Enumerable.Range(0, operations).Select(number => Post($"{number}", $"user{number}")))).Count);
        var tooMany = await client.PostAsync("/Bulk", Request(Enumerable.Repeat(Post("a", "a"), operations + 1)));
        Assert.Equal(413, tooMany.Status);
        Assert.Contains($"maxOperations is {operations}", tooMany.Text("detail"), StringComparison.Ordinal);
        var tooLarge = await client.PostAsync("/Bulk", Request([Post("a", new string('x', size))]));
        Assert.Equal(413, tooLarge.Status);
        Assert.Contains($"{size} bytes", tooLarge.Text("detail"), StringComparison.Ordinal);
        Assert.Contains("maxPayloadSize", tooLarge.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(operations, (await client.GetAsync("/Users?count=0")).Total);
    }

    [Fact]
    public async Task A_job_without_operations_is_processed() => Assert.Empty(await (await ingress.ClientAsync()).BulkAsync([]));

    [Theory]
    [InlineData("{", "application/scim+json", 400)]
    [InlineData("{\"Operations\":7}", "application/scim+json", 400)]
    [InlineData("{\"Operations\":[]}", "text/plain", 415)]
    public async Task A_job_that_cannot_be_read_is_refused_whole(string body, string contentType, int status)
    {
        using var client = await ingress.ClientAsync();
        var content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(contentType));
        Assert.Equal(status, (await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, client.Address("/Bulk")) { Content = content })).Status);
        Assert.Equal(405, (await client.GetAsync("/Bulk")).Status);
    }

    [Fact]
    public async Task A_user_does_not_grow_beyond_its_limit_in_a_job_either()
    {
        using var client = await ingress.ClientAsync();
        string Role(int number) => $$"""{"op":"add","path":"roles","value":[{"value":"{{number}}","display":"{{new string('x', 50_000)}}"}]}""";
        var outcomes = await client.BulkAsync([Post("a", "a"), .. Enumerable.Range(0, 4).Select(number => Patch("bulkId:a", Role(number)))]);
        Assert.Equal([201, 200, 200, 413, 413], outcomes.Select(outcome => outcome.Status()));
        Assert.Equal("W/\"3\"", (await client.GetAsync($"/Users/{outcomes[0].IdIn()}")).Text("meta/version"));
    }
}
