using Blink.Pipeline.Ingress.Tests.Hosting;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.Outcomes;

/// <summary>The extension that tells what became of a user, when it is asked for.</summary>
public sealed class ProvisioningTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    const string Urn = "urn:ietf:params:scim:schemas:extension:blink:2.0:Provisioning";

    static readonly DateTimeOffset DecidedAt = new(2026, 11, 24, 6, 30, 0, 123, TimeSpan.Zero);

    [Fact]
    public async Task A_user_is_pending_until_its_newest_version_is_decided_on()
    {
        var (client, organisation, id) = await UserAsync();
        using var _ = client;
        var created = await ReadAsync(client, id);
        Assert.Equal(("pending", "W/\"1\"", created.Text("meta/created")), (State(created), created.Text($"{Urn}/version"), created.Text($"{Urn}/at")));

        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, "email_in_use", DecidedAt);
        await client.PatchAsync(id, """{"op":"replace","path":"title","value":"x"}""");
        var changed = await ReadAsync(client, id);
        Assert.Equal(("pending", "W/\"2\"", changed.Text("meta/lastModified")), (State(changed), changed.Text($"{Urn}/version"), changed.Text($"{Urn}/at")));
        Assert.Equal((null, null), (changed.Text($"{Urn}/reason"), changed.Text($"{Urn}/detail")));
    }

    [Fact]
    public async Task An_applied_user_says_so_and_when()
    {
        var (client, organisation, id) = await UserAsync();
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, at: DecidedAt);
        var answer = await ReadAsync(client, id);
        Assert.Equal($$"""{"state":"applied","version":"W/\u00221\u0022","at":"2026-11-24T06:30:00.123Z"}""", answer.At(Urn)!.ToJsonString());
        Assert.Contains(Urn, answer.At("schemas")!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ambiguous_match")]
    [InlineData("already_linked")]
    [InlineData("email_in_use_elsewhere")]
    [InlineData("mobile_in_use_elsewhere")]
    [InlineData("email_in_use")]
    [InlineData("mobile_in_use")]
    [InlineData("no_identifier")]
    public async Task A_rejected_user_says_why_and_what_to_change(string reason)
    {
        var (client, organisation, id) = await UserAsync();
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, reason);
        var answer = await ReadAsync(client, id);
        Assert.Equal(("rejected", reason), (State(answer), answer.Text($"{Urn}/reason")));
        // A sentence of its own for each reason, not the one for those that are unknown.
        Assert.Contains("In Azure AD, ", answer.Text($"{Urn}/detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?attributes=userName,state,version")]
    [InlineData("?attributes=urn:ietf:params:scim:schemas:core:2.0:User")]
    [InlineData("?excludedAttributes=userName")]
    public async Task It_is_never_there_unless_it_is_named(string query)
    {
        var (client, organisation, id) = await UserAsync();
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        var answer = await client.GetAsync($"/Users/{id}{query}");
        Assert.DoesNotContain("Provisioning", answer.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"userName,{Urn}:state", """{"state":"applied"}""")]
    [InlineData("urn:ietf:params:scim:schemas:extension:blink:2.0:provisioning:STATE", """{"state":"applied"}""")]
    [InlineData($"{Urn}:reason,userName", null)]
    public async Task Its_attributes_can_be_asked_for_one_by_one(string attributes, string? expected)
    {
        var (client, organisation, id) = await UserAsync();
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1);
        var answer = await client.GetAsync($"/Users/{id}?attributes={attributes}");
        Assert.Equal(expected, answer.At(Urn)?.ToJsonString());
        Assert.Equal(expected is not null, answer.At("schemas")!.ToJsonString().Contains(Urn, StringComparison.Ordinal));
        Assert.Equal(attributes.Contains("userName"), answer.Text("userName") is not null);
    }

    [Fact]
    public async Task A_page_shows_it_of_each_of_its_users()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var expected = new Dictionary<string, string>();
        for (var number = 0; number < 9; number++)
        {
            var id = await client.CreateAsync($"user{number}@x.com");
            if (number % 3 > 0)
                await Worker.DecideAsync(ingress.Database, organisation.Id, id, 1, number % 3 == 1 ? null : "no_identifier");
            expected[id] = (number % 3) switch { 0 => "pending", 1 => "applied", _ => "rejected" };
        }
        var page = await client.GetAsync($"/Users?attributes={Urn}:state");
        Assert.Equal(expected, page.At("Resources")!.AsArray().ToDictionary(user => (string)user!["id"]!, user => (string)user![Urn]!["state"]!));
        Assert.Equal(0, (await client.GetAsync($"/Users?attributes={Urn}&filter=userName%20eq%20%22nobody%22")).Total);
    }

    [Fact]
    public async Task Every_answer_that_shows_a_user_shows_it()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var query = $"?attributes={Urn}";
        var created = await client.PostAsync("/Users" + query, User.Json("shown@x.com"));
        var id = created.Text("id");
        var patched = await client.SendAsync(HttpMethod.Patch, $"/Users/{id}{query}", """{"Operations":[{"op":"add","path":"title","value":"x"}]}""");
        var replaced = await client.PutAsync($"/Users/{id}{query}", User.Json("shown@x.com"));
        Assert.Equal((201, "pending", "W/\"1\""), (created.Status, State(created), created.Text($"{Urn}/version")));
        Assert.Equal((200, "pending", "W/\"2\""), (patched.Status, State(patched), patched.Text($"{Urn}/version")));
        Assert.Equal((200, "pending", "W/\"3\""), (replaced.Status, State(replaced), replaced.Text($"{Urn}/version")));
    }

    [Fact]
    public async Task What_a_client_sends_of_it_is_ignored()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        var sent = $$"""{"userName":"sent@x.com","state":"applied","{{Urn}}":{"state":"applied","reason":"none"} }""";
        var created = await client.PostAsync("/Users?attributes=userName," + Urn, sent);
        var id = created.Text("id")!;
        Assert.Equal((201, "pending"), (created.Status, State(created)));
        Assert.Equal(200, (await client.PutAsync($"/Users/{id}", sent)).Status);
        foreach (var operation in new[]
        {
            $$"""{"op":"replace","path":"{{Urn}}","value":{"state":"applied"} }""",
            $$"""{"op":"add","value":{"{{Urn}}":{"state":"applied"},"{{Urn}}:state":"applied"} }""",
            $$"""{"op":"remove","path":"{{Urn}}"}""",
            """{"op":"replace","path":"state","value":"applied"}""",
        })
            Assert.Equal((operation, 200), (operation, (await client.PatchAsync(id, operation)).Status));
        // By its own path it is refused, as every read-only attribute is (RFC 7644 §3.5.2).
        var refused = await client.PatchAsync(id, $$"""{"op":"replace","path":"{{Urn}}:state","value":"applied"}""");
        Assert.Equal((400, "mutability"), (refused.Status, refused.Text("scimType")));
        // Nothing of it changed the user, so nothing of it was stored.
        Assert.Equal([1L], await ingress.OutboxAsync(id));
        Assert.Equal("pending", State(await ReadAsync(client, id)));
    }

    [Theory]
    [InlineData($"{Urn}:state eq \"rejected\"")]
    [InlineData($"userName eq \"x\" and {Urn}:reason eq \"no_identifier\"")]
    public async Task A_filter_by_it_is_refused_with_the_reason(string filter)
    {
        using var client = await ingress.ClientAsync();
        var answer = await client.FindAsync(filter);
        Assert.Equal((400, "invalidFilter"), (answer.Status, answer.Text("scimType")));
        Assert.Contains("cannot be filtered by. Ask for it with attributes", answer.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_told_also_to_who_has_the_version_because_it_changes_without_it()
    {
        var (client, _, id) = await UserAsync();
        using var _ = client;
        var answer = await client.SendAsync(HttpMethod.Get, $"/Users/{id}?attributes={Urn}", header: "If-None-Match", value: "W/\"1\"");
        Assert.Equal((200, "pending"), (answer.Status, State(answer)));
    }

    [Fact]
    public async Task A_decision_about_a_user_of_the_same_id_in_another_organisation_is_not_shown()
    {
        var (client, _, id) = await UserAsync();
        using var _ = client;
        await Worker.DecideAsync(ingress.Database, Guid.NewGuid(), id, 1, "email_in_use_elsewhere");
        Assert.Equal("pending", State(await ReadAsync(client, id)));
    }

    [Fact]
    public async Task While_the_outcomes_cannot_be_read_it_is_503_and_only_for_who_asks()
    {
        await using var own = new IngressFixture();
        await own.InitializeAsync();
        using var client = await own.ClientAsync();
        var id = await client.CreateAsync("away@x.com");
        await using var connection = await own.Database.DataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var locking = new NpgsqlCommand("LOCK TABLE provisioning.user_states", connection, transaction))
            await locking.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        Assert.Equal(503, (await ReadAsync(client, id)).Status);
        Assert.Equal(200, (await client.GetAsync($"/Users/{id}")).Status);
    }

    static Task<ScimAnswer> ReadAsync(ScimClient client, string id) => client.GetAsync($"/Users/{id}?attributes=meta,{Urn}");

    static string? State(ScimAnswer answer) => answer.Text($"{Urn}/state");

    async Task<(ScimClient Client, TestOrganisation Organisation, string Id)> UserAsync()
    {
        var organisation = await ingress.OrganisationAsync();
        var client = ingress.Host.ClientOf(organisation.Token);
        return (client, organisation, await client.CreateAsync("user@x.com"));
    }
}
