using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;

namespace Blink.Pipeline.Ingress.Tests.AsyncRequests;

/// <summary>What is answered to <c>Prefer: respond-async</c> (RFC 9967 §2.5.1.1).</summary>
public sealed class AsyncRequestTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_creation_is_committed_with_its_request_and_answered_202()
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.PreferAsync(HttpMethod.Post, "/Users", User.Json("async@x.com"));
        Assert.Matches("^[0-9a-f]{32}$", answer.Txn());
        Assert.Null(answer.Headers.ETag);

        var found = await client.FindAsync("userName eq \"async@x.com\"");
        var id = found.Text("Resources/0/id")!;
        Assert.Equal([1L], await ingress.OutboxAsync(id));
        Assert.Equal([("POST", 1L)], await RecordedAsync(id));
    }

    [Theory]
    [MemberData(nameof(AsyncClient.Changes), MemberType = typeof(AsyncClient))]
    public async Task A_change_is_committed_with_its_request_and_answered_202(string method, string status, string? body)
    {
        Assert.NotEmpty(status);
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("changed@x.com");
        (await client.PreferAsync(new HttpMethod(method), $"/Users/{id}", body, "Respond-Async;x=y")).Txn();
        Assert.Equal([1L, 2L], await ingress.OutboxAsync(id));
        Assert.Equal([(method, 2L)], await RecordedAsync(id));
    }

    [Fact]
    public async Task A_patch_that_changes_nothing_is_recorded_at_the_version_that_is_there()
    {
        using var client = await ingress.ClientAsync();
        var id = await client.CreateAsync("same@x.com");
        (await client.PreferAsync(HttpMethod.Patch, $"/Users/{id}", """{"Operations":[{"op":"replace","path":"active","value":true}]}""")).Txn();
        Assert.Equal([1L], await ingress.OutboxAsync(id));
        Assert.Equal([("PATCH", 1L)], await RecordedAsync(id));
    }

    [Fact]
    public async Task What_cannot_be_accepted_is_refused_at_once_and_not_recorded()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("taken@x.com");
        var nobody = $"/Users/{Guid.NewGuid()}";
        foreach (var (method, path, body, status) in new[]
        {
            ("POST", "/Users", "{}", 400),
            ("POST", "/Users", "{", 400),
            ("POST", "/Users", User.Json("taken@x.com"), 409),
            ("PUT", nobody, User.Json("nobody@x.com"), 404),
            ("PATCH", nobody, """{"Operations":[]}""", 404),
            ("PATCH", $"/Users/{id}", """{"Operations":[{"op":"replace","path":"id","value":"x"}]}""", 400),
            ("DELETE", nobody, null, 404),
        })
        {
            var answer = await client.PreferAsync(new HttpMethod(method), path, body, "respond-async, wait=20");
            Assert.Equal((status, false, false), (answer.Status, answer.Headers.Contains("Set-Txn"), answer.Headers.Contains("Preference-Applied")));
        }
        using var request = new HttpRequestMessage(HttpMethod.Delete, client.Address($"/Users/{id}"))
        {
            Headers = { { "Prefer", "respond-async" }, { "If-Match", "W/\"9\"" } },
        };
        Assert.Equal(412, (await client.SendAsync(request)).Status);
        Assert.Equal(0, await CountAsync(organisation));
    }

    [Fact]
    public async Task Of_the_creations_of_one_name_at_once_only_the_one_that_is_made_is_recorded()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PreferAsync(HttpMethod.Post, "/Users", User.Json("race@x.com"))));
        Assert.Equal(19, answers.Count(answer => answer.Status == 409));
        Assert.Equal(1, await CountAsync(organisation));
        Assert.Equal(202, (await client.GetAsync($"/Async/{answers.Single(answer => answer.Status == 202).Txn()}")).Status);
    }

    [Theory]
    [InlineData("wait=20")]
    [InlineData("return=minimal")]
    [InlineData("respond-async=maybe")]
    public async Task Any_other_preference_changes_nothing(string prefer)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.PreferAsync(HttpMethod.Post, "/Users", User.Json("plain@x.com"), prefer);
        Assert.Equal((201, false), (answer.Status, answer.Headers.Contains("Preference-Applied")));
        Assert.Empty(await RecordedAsync(answer.Text("id")!));
    }

    [Fact]
    public async Task The_outcome_is_found_below_the_base_that_the_client_used()
    {
        using var client = await ingress.ClientAsync();
        foreach (var based in new[] { "/scim", "/scim/v2" })
        {
            var answer = await client.PreferAsync(HttpMethod.Post, $"{based}/Users", User.Json($"{based.Length}@x.com"));
            Assert.Equal(client.Address($"{based}/Async/{answer.Txn()}").ToString(), answer.Headers.Location?.ToString());
            Assert.Equal(202, (await client.GetAsync(answer.Headers.Location!.AbsolutePath)).Status);
        }
    }

    [Fact]
    public async Task Without_Prefer_nothing_of_this_is_touched()
    {
        // On a database that has neither the requests nor the outcomes, whatever asks for them would fail.
        await using var bare = new IngressFixture();
        await bare.InitializeAsync();
        await using (var drop = bare.Database.DataSource.CreateCommand("DROP TABLE scim.async_requests; DROP VIEW provisioning.user_outcomes"))
            await drop.ExecuteNonQueryAsync(Token);
        using var client = await bare.ClientAsync();

        var id = await client.CreateAsync("entra@x.com");
        Assert.Equal(200, (await client.PatchAsync(id, """{"op":"replace","path":"title","value":"x"}""")).Status);
        Assert.Equal(200, (await client.PutAsync($"/Users/{id}", User.Json("entra@x.com"))).Status);
        Assert.Equal(200, (await client.GetAsync($"/Users/{id}")).Status);
        Assert.Equal(1, (await client.GetAsync("/Users")).Total);
        Assert.Equal(204, (await client.DeleteAsync($"/Users/{id}")).Status);
        Assert.Equal(503, (await client.PreferAsync(HttpMethod.Post, "/Users", User.Json("other@x.com"))).Status);
        Assert.Equal(0, (await client.FindAsync("userName eq \"other@x.com\"")).Total);
    }

    async Task<List<(string Method, long Version)>> RecordedAsync(string user)
    {
        await using var command = ingress.Database.DataSource.CreateCommand("SELECT method, version FROM scim.async_requests WHERE scim_user_id = @user");
        return await command.With("user", Guid.Parse(user)).ReadAsync(row => (row.GetString(0), row.GetInt64(1)), Token);
    }

    async Task<int> CountAsync(TestOrganisation organisation)
    {
        await using var command = ingress.Database.DataSource.CreateCommand("SELECT 1 FROM scim.async_requests WHERE organisation_id = @organisation");
        return (await command.With("organisation", organisation.Id).ReadAsync(row => row.GetInt32(0), Token)).Count;
    }
}
