using Blink.Pipeline.Ingress.Tests.Hosting;

namespace Blink.Pipeline.Ingress.Tests.Users;

public sealed class ConcurrencyTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    [Fact]
    public async Task Twenty_identical_POSTs_to_two_processes_make_one_user()
    {
        await using var one = await IngressProcess.StartAsync(ingress.Database);
        await using var other = await IngressProcess.StartAsync(ingress.Database);
        var organisation = await ingress.OrganisationAsync();
        using var here = one.ClientOf(organisation.Token);
        using var there = other.ClientOf(organisation.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            var (client, elsewhere) = number % 2 == 0 ? (here, there) : (there, here);
            var answer = await client.PostAsync("/Users", User.Json("race@x.com"));
            // Whoever is told of a conflict finds the user at once, and in any place.
            return (answer.Status, Found: (await elsewhere.FindAsync("userName eq \"RACE@x.com\"")).Text("Resources/0/id"));
        }));
        Assert.Equal(1, answers.Count(answer => answer.Status == 201));
        Assert.Equal(19, answers.Count(answer => answer.Status == 409));
        Assert.Single(answers.Select(answer => answer.Found).Distinct());
        Assert.Equal([1L], await ingress.OutboxAsync(answers[0].Found!));
    }

    [Fact]
    public async Task Parallel_PATCHes_of_one_user_lose_nothing()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("parallel@x.com");
        string[] attributes = ["title", "nickName", "displayName", "preferredLanguage", "locale", "timezone", "userType", "name.givenName", "name.familyName"];
        var answers = await Task.WhenAll(attributes.Select(attribute =>
            client.PatchAsync(id, $$"""{"op":"add","path":"{{attribute}}","value":"x"}""")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));

        var user = await client.GetAsync($"/Users/{id}");
        Assert.All(attributes, attribute => Assert.Equal("x", user.Text(attribute.Replace('.', '/'))));
        Assert.Equal($"W/\"{attributes.Length + 1}\"", user.Text("meta/version"));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_publishes_nothing()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("still@x.com");
        Assert.Equal(200, (await client.PatchAsync(id, """{"op":"Replace","path":"active","value":"True"}""")).Status);
        Assert.Equal(200, (await client.PutAsync($"/Users/{id}", User.Json("still@x.com"))).Status);
        Assert.Equal([1L], await ingress.OutboxAsync(id));

        Assert.Equal(200, (await client.PatchAsync(id, """{"op":"Replace","path":"active","value":"False"}""")).Status);
        Assert.Equal([1L, 2L], await ingress.OutboxAsync(id));
    }

    [Fact]
    public async Task A_deletion_is_published_like_any_change()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("gone@x.com");
        Assert.Equal(204, (await client.DeleteAsync($"/Users/{id}")).Status);
        Assert.Equal(404, (await client.DeleteAsync($"/Users/{id}")).Status);
        Assert.Equal([1L, 2L], await ingress.OutboxAsync(id));
    }

    [Fact]
    public async Task Pages_hold_every_user_once()
    {
        using var client = await ingress.ClientAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => client.CreateAsync($"page{number}@x.com")));
        var seen = new List<string>();
        for (var start = 1; start <= 12; start += 5)
        {
            var page = await client.GetAsync($"/Users?startIndex={start}&count=5");
            Assert.Equal(start, (int)page.At("startIndex")!);
            seen.AddRange(page.At("Resources")!.AsArray().Select(user => (string)user!["id"]!));
        }
        Assert.Equal(ids.Order(), seen.Order());
    }
}
