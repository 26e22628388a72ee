using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

/// <summary>A client that asks what really becomes of its requests (RFC 9967), from Prefer to the worker's decision and back.</summary>
public sealed class AsyncRequestTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    const string Provisioning = "urn:ietf:params:scim:schemas:extension:blink:2.0:Provisioning";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_joiner_a_change_and_a_leaver_are_each_told_when_they_are_applied()
    {
        var contoso = await pipeline.OrganisationAsync("Contoso");
        var created = await CompletedAsync(contoso, await PostAsync(contoso, "adele@contoso.example", "respond-async"));
        Assert.Equal(("POST", "201", "W/\"1\""), Summary(created));
        Assert.Equal(["adele@contoso.example"], await contoso.AccountsAsync("email"));

        var user = new Uri((string)created["location"]!).AbsolutePath;
        const string patch = """{"Operations":[{"op":"replace","path":"title","value":"Retail Manager"}]}""";
        var changed = await CompletedAsync(contoso, await SendAsync(contoso, HttpMethod.Patch, user, patch, "respond-async"));
        Assert.Equal(("PATCH", "200", "W/\"2\""), Summary(changed));
        Assert.Equal(["Retail Manager"], await contoso.AccountsAsync("job_title"));

        var deleted = await CompletedAsync(contoso, await SendAsync(contoso, HttpMethod.Delete, user, null, "respond-async"));
        Assert.Equal(("DELETE", "204", null), Summary(deleted));
        Assert.Equal(["false"], await contoso.AccountsAsync("active"));
    }

    [Fact]
    public async Task A_clash_with_another_organisation_is_told_without_a_word_about_it_and_stays_told_when_it_is_over()
    {
        var litware = await pipeline.OrganisationAsync("Litware");
        var proseware = await pipeline.OrganisationAsync("Proseware");
        var theirs = await proseware.CreateAsync("sam@shared.example", user => user["externalId"] = "proseware-7");
        await proseware.SettledAsync();

        var accepted = await PostAsync(litware, "sam@shared.example", "respond-async");
        var response = await CompletedAsync(litware, accepted);
        Assert.Equal(("POST", "409", "W/\"1\""), Summary(response));
        Assert.Equal(("409", "email_in_use_elsewhere"), ((string?)response["response"]!["status"], (string?)response["response"]!["scimType"]));
        var told = await ReadAsync(litware, accepted);
        var user = (string)response["location"]!;
        var shown = await StateAsync(litware, user);
        Assert.Equal(("rejected", "email_in_use_elsewhere"), ((string?)shown["state"], (string?)shown["reason"]));
        Assert.Equal((string?)response["response"]!["detail"], (string?)shown["detail"]);
        foreach (var secret in new[] { "Proseware", "proseware-7", theirs.ToString(), proseware.Id.ToString() })
            Assert.DoesNotContain(secret, told + shown.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.NotFound, (await proseware.Client.GetAsync(accepted.Headers.Location, Token)).StatusCode);

        await proseware.DeleteAsync(theirs);
        await Eventually.HoldsAsync(async () => Assert.Equal("applied", (string?)(await StateAsync(litware, user))["state"]));
        Assert.Equal(told, await ReadAsync(litware, accepted));
    }

    [Fact]
    public async Task Who_waits_is_answered_with_what_became_of_the_user()
    {
        var fabrikam = await pipeline.OrganisationAsync("Fabrikam");
        var created = await PostAsync(fabrikam, "lee@fabrikam.example", "respond-async, wait=300");
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(["lee@fabrikam.example"], await fabrikam.AccountsAsync("email"));

        // The same e-mail under another userName, with nothing else to match by than an account that is Lee's.
        var rejected = await PostAsync(fabrikam, "other@fabrikam.example", "respond-async, wait=300", "lee@fabrikam.example");
        Assert.Equal(HttpStatusCode.Conflict, rejected.StatusCode);
        var error = JsonNode.Parse(await rejected.Content.ReadAsStringAsync(Token))!;
        Assert.Equal("already_linked", (string?)error["scimType"]);
        Assert.Equal(HttpStatusCode.OK, (await fabrikam.Client.GetAsync(rejected.Headers.Location, Token)).StatusCode);
    }

    [Fact]
    public async Task A_request_is_pending_while_the_broker_is_away_and_complete_once_it_is_back()
    {
        await using var broker = await TestServers.StartOwnRabbitMqAsync();
        await using var own = await Pipeline.OnAsync(broker);
        var contoso = await own.OrganisationAsync("Contoso");
        await contoso.CreateAsync("before@contoso.example");
        await contoso.SettledAsync();

        await broker.StopAsync(Token);
        var accepted = await PostAsync(contoso, "during@contoso.example", "respond-async");
        using (var pending = await contoso.Client.GetAsync(accepted.Headers.Location, Token))
        {
            var body = JsonNode.Parse(await pending.Content.ReadAsStringAsync(Token))!;
            Assert.Equal((HttpStatusCode.Accepted, "pending"), (pending.StatusCode, (string?)body["state"]));
            Assert.Equal("pending", (string?)(await StateAsync(contoso, (string)body["location"]!))["state"]);
        }
        await broker.StartAsync(Token);

        Assert.Equal(("POST", "201", "W/\"1\""), Summary(await CompletedAsync(contoso, accepted)));
    }

    static Task<HttpResponseMessage> PostAsync(Organisation organisation, string userName, string prefer, string? email = null) =>
        SendAsync(organisation, HttpMethod.Post, "/scim/Users", new JsonObject
        {
            ["userName"] = userName,
            ["emails"] = new JsonArray(new JsonObject { ["type"] = "work", ["value"] = email ?? userName }),
        }.ToJsonString(), prefer);

    static async Task<HttpResponseMessage> SendAsync(Organisation organisation, HttpMethod method, string path, string? body, string prefer)
    {
        using var request = new HttpRequestMessage(method, path) { Headers = { { "Prefer", prefer } } };
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/scim+json"));
        return await organisation.Client.SendAsync(request, Token);
    }

    // What became of a request that was answered 202, as soon as it is known: the payload of its event.
    static async Task<JsonNode> CompletedAsync(Organisation organisation, HttpResponseMessage accepted)
    {
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await Eventually.HoldsAsync(
            async () => Assert.Equal(HttpStatusCode.OK, (await organisation.Client.GetAsync(accepted.Headers.Location, Token)).StatusCode),
            TimeSpan.FromSeconds(90));
        var completed = JsonNode.Parse(await ReadAsync(organisation, accepted))!;
        Assert.Equal(Assert.Single(accepted.Headers.GetValues("Set-Txn")), (string?)completed["txn"]);
        return completed["events"]!["urn:ietf:params:scim:event:misc:asyncresp"]!;
    }

    static Task<string> ReadAsync(Organisation organisation, HttpResponseMessage accepted) =>
        organisation.Client.GetStringAsync(accepted.Headers.Location, Token);

    static async Task<JsonNode> StateAsync(Organisation organisation, string user) =>
        JsonNode.Parse(await organisation.Client.GetStringAsync($"{user}?attributes={Provisioning}", Token))![Provisioning]!;

    static (string?, string?, string?) Summary(JsonNode response) =>
        ((string?)response["method"], (string?)response["status"], (string?)response["version"]);
}
