using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Blink.Pipeline.Ingress.Tests.AsyncRequests;

/// <summary>What is read where the 202 leads: GET /Async/{txn}.</summary>
public sealed class CompletionEventTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static readonly DateTimeOffset DecidedAt = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Until_the_version_is_decided_on_the_request_is_pending()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("pending@x.com");
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        var txn = (await client.PreferAsync(HttpMethod.Delete, $"/Users/{id}")).Txn();

        var answer = await client.GetAsync($"/Async/{txn}");
        Assert.Equal((202, TimeSpan.FromSeconds(1)), (answer.Status, answer.Headers.RetryAfter?.Delta));
        Assert.Equal(
            ("pending", txn, "DELETE", "W/\"2\"", client.Address($"/scim/Users/{id}").ToString()),
            (answer.Text("state"), answer.Text("txn"), answer.Text("method"), answer.Text("version"), answer.Text("location")));
        Assert.Null(answer.At("events"));
    }

    [Theory]
    [MemberData(nameof(AsyncClient.Changes), MemberType = typeof(AsyncClient))]
    public async Task An_applied_change_is_told_with_the_status_of_its_method(string method, string status, string? body)
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("applied@x.com");
        var txn = (await client.PreferAsync(new HttpMethod(method), $"/scim/v2/Users/{id}", body)).Txn();
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 2, at: DecidedAt);

        var answer = await client.EventAsync(txn);
        Assert.Equal(
            (client.Address("/scim/v2").ToString(), 1_790_000_000L, $"urn:uuid:{organisation.Id}", txn),
            (answer.Text("iss"), (long)answer.At("iat")!, answer.Text("aud/0"), answer.Text("txn")));
        Assert.Equal(("scim", $"/Users/{id}"), (answer.Text("sub_id/format"), answer.Text("sub_id/uri")));
        Assert.Equal(method == "PUT" ? "e-1" : null, answer.Text("sub_id/externalId"));
        Assert.Null(answer.At("sub"));
        var version = method == "DELETE" ? "" : "\"version\": \"W/\\\"2\\\"\",";
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""
            { "method": "{{method}}", "location": "{{client.Address($"/scim/v2/Users/{id}")}}", {{version}} "status": "{{status}}" }
            """), answer.Response()), answer.Response().ToJsonString());
    }

    [Fact]
    public async Task A_rejected_change_is_told_as_a_conflict_with_its_reason_and_what_to_change()
    {
        var (client, organisation, id, txn) = await CreatedAsync("rejected@x.com");
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, "email_in_use_elsewhere");

        var response = (await client.EventAsync(txn)).Response();
        Assert.Equal(("POST", "409", "W/\"1\""), ((string?)response["method"], (string?)response["status"], (string?)response["version"]));
        var error = response["response"]!;
        Assert.Equal(("409", "email_in_use_elsewhere"), ((string?)error["status"], (string?)error["scimType"]));
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", (string?)error["schemas"]![0]);
        Assert.EndsWith("give this person an e-mail address of their own; if the address is right, ask Blink support.", (string?)error["detail"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_decision_about_a_newer_version_answers_for_the_older()
    {
        var (client, organisation, id, first) = await CreatedAsync("several@x.com");
        using var _ = client;
        var last = (await client.PreferAsync(HttpMethod.Delete, $"/Users/{id}")).Txn();
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 2);

        var response = (await client.EventAsync(first)).Response();
        Assert.Equal(("POST", "201", "W/\"2\""), ((string?)response["method"], (string?)response["status"], (string?)response["version"]));
        Assert.Equal("204", (string?)(await client.EventAsync(last)).Response()["status"]);
    }

    [Fact]
    public async Task A_change_of_nothing_is_complete_as_soon_as_the_version_that_is_there_is_decided_on()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("nothing@x.com");
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, "mobile_in_use");

        var answer = await client.PreferAsync(HttpMethod.Put, $"/Users/{id}", User.Json("nothing@x.com"));
        var response = (await client.EventAsync(answer.Txn())).Response();
        Assert.Equal(("409", "mobile_in_use"), ((string?)response["status"], (string?)response["response"]!["scimType"]));
    }

    [Fact]
    public async Task Once_told_an_event_stays_the_same_whatever_becomes_of_the_user()
    {
        var (client, organisation, id, txn) = await CreatedAsync("told@x.com");
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, "email_in_use");
        var told = (await client.EventAsync(txn)).Json.ToJsonString();

        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, at: DecidedAt);
        await client.PutAsync($"/Users/{id}", """{"userName":"renamed@x.com","externalId":"new"}""");
        Assert.Equal(told, (await client.EventAsync(txn)).Json.ToJsonString());
        // Through another base too: it says what was said to who made the request.
        Assert.Equal(told, (await client.GetAsync($"/scim/v2/async/{txn}/")).Json.ToJsonString());
        Assert.Equal(Guid.Parse(JsonNode.Parse(told)!["jti"]!.ToString()), await EventIdAsync(txn));
    }

    [Fact]
    public async Task What_was_not_told_yet_is_told_as_it_is_now()
    {
        var (client, organisation, id, txn) = await CreatedAsync("late@x.com");
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, "email_in_use");
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        Assert.Equal("201", (string?)(await client.EventAsync(txn)).Response()["status"]);
    }

    [Fact]
    public async Task Many_who_ask_at_once_while_the_decision_changes_are_told_the_same()
    {
        var (client, organisation, id, txn) = await CreatedAsync("asked@x.com");
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, "email_in_use");
        var changing = Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        var told = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.EventAsync(txn)));
        await changing;
        Assert.Single(told.Select(answer => answer.Json.ToJsonString()).Distinct());
    }

    [Fact]
    public async Task An_unknown_txn_and_one_of_another_organisation_are_the_same_404()
    {
        var (client, organisation, id, txn) = await CreatedAsync("walled@x.com");
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        using var other = await ingress.ClientAsync();

        var theirs = await other.GetAsync($"/Async/{txn}");
        Assert.Equal(404, theirs.Status);
        foreach (var unknown in new[] { new string('0', 32), "x'--", "%ED%A0%80", "a:0", txn.ToUpperInvariant() + "0" })
            Assert.Equal(theirs.Json.ToJsonString(), (await other.GetAsync($"/Async/{unknown}")).Json.ToJsonString());
        Assert.Equal(200, (await client.GetAsync($"/Async/{txn}")).Status);
    }

    [Fact]
    public async Task It_needs_a_token_and_knows_only_GET()
    {
        using var stranger = ingress.Host.ClientOf(null);
        Assert.Equal(401, (await stranger.GetAsync("/Async/x")).Status);
        using var client = await ingress.ClientAsync();
        Assert.Equal(405, (await client.DeleteAsync("/Async/x")).Status);
    }

    [Theory]
    [InlineData("application/secevent+jwt", true)]
    [InlineData("application/scim+json;q=0.5, application/secevent+jwt", true)]
    [InlineData("application/json, application/secevent+jwt;q=0.9", false)]
    [InlineData("application/secevent+jwt;q=0", false)]
    [InlineData("*/*", false)]
    public async Task Who_asks_for_a_token_by_its_name_gets_the_same_claims_as_one(string accept, bool isToken)
    {
        var (client, organisation, id, txn) = await CreatedAsync($"{Guid.NewGuid()}@x.com");
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        using var request = new HttpRequestMessage(HttpMethod.Get, client.Address($"/Async/{txn}"));
        request.Headers.Accept.ParseAdd(accept);
        using var response = await client.Http.SendAsync(request, Token);

        var body = await response.Content.ReadAsStringAsync(Token);
        var claims = (await client.EventAsync(txn)).Json;
        Assert.Equal(MediaTypeHeaderValue.Parse(isToken ? "application/secevent+jwt" : "application/scim+json"), response.Content.Headers.ContentType);
        if (!isToken)
        {
            Assert.Equal(claims.ToJsonString(), JsonNode.Parse(body)!.ToJsonString());
            return;
        }
        var token = new JsonWebToken(body);
        Assert.Equal(("none", "secevent+jwt", ""), (token.Alg, token.Typ, token.EncodedSignature));
        Assert.True(JsonNode.DeepEquals(claims, JsonNode.Parse(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Decode(token.EncodedPayload))));
    }

    async Task<(ScimClient Client, TestOrganisation Organisation, string Id, string Txn)> CreatedAsync(string userName)
    {
        var organisation = await ingress.OrganisationAsync();
        var client = ingress.Host.ClientOf(organisation.Token);
        var txn = (await client.PreferAsync(HttpMethod.Post, "/Users", User.Json(userName))).Txn();
        return (client, organisation, (await client.GetAsync("/Users")).Text("Resources/0/id")!, txn);
    }

    async Task<Guid> EventIdAsync(string txn)
    {
        await using var command = ingress.Database.DataSource.CreateCommand("SELECT event_id FROM scim.async_requests WHERE txn = @txn");
        return (await command.With("txn", txn).ReadAsync(row => row.GetGuid(0), Token)).Single();
    }
}
