using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Ops.Access.ApiKeys;
using Blink.Pipeline.Testing;
using Npgsql;

namespace Blink.Pipeline.Console.Tests.Access;

public sealed class ApiTests(ConsoleBench bench)
{
    // What each request needs, and a body that is understood and harms nothing; a request that is not here fails.
    static readonly Dictionary<string, (Operation Operation, object? Body)> Expected = new()
    {
        ["GET /api/overview"] = (Operation.See, null),
        ["GET /api/queues"] = (Operation.See, null),
        ["GET /api/organisations"] = (Operation.See, null),
        ["GET /api/errors"] = (Operation.SeePeople, null),
        ["GET /api/dead-letters/"] = (Operation.SeePeople, null),
        ["GET /api/dead-letters/{id:long}"] = (Operation.SeePeople, null),
        ["POST /api/dead-letters/replay"] = (Operation.ReplayLetters, new { ids = new[] { 0 } }),
        ["GET /api/dead-letters/runs"] = (Operation.See, null),
        ["GET /api/dead-letters/runs/{id:int}"] = (Operation.See, null),
        ["POST /api/dead-letters/runs/{id:int}/stop"] = (Operation.StopRun, null),
        ["POST /api/dead-letters/discard"] = (Operation.DiscardLetters, new { ids = new[] { 0 }, reason = "test" }),
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Roles => [.. Enum.GetNames<Role>()];

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task A_key_may_request_what_its_role_may_do(string roleName)
    {
        var role = Enum.Parse<Role>(roleName);
        using var machine = await bench.Host.MachineAsync(role);
        var requests = ConsoleEndpoint.Of(bench.Host).Where(endpoint => endpoint.Route.StartsWith("/api", StringComparison.Ordinal)).ToList();
        Assert.Equal(Expected.Count, requests.Count);

        foreach (var request in requests)
        {
            var (operation, body) = Expected[request.Name];
            using var answer = await request.SendAsync(machine, body);
            Assert.True(
                operation.Roles.Contains(role) == (answer.StatusCode != HttpStatusCode.Forbidden),
                $"{request.Name} answered {role} with {answer.StatusCode}");
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
            Assert.NotEqual(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_key_is_taken_as_a_bearer_token_too()
    {
        var key = await bench.Host.Use<ApiKeyStore>().IssueAsync($"bearer-{Guid.NewGuid()}", Role.Viewer, TimeSpan.FromDays(1), "test", Token);
        using var client = bench.Host.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", key.Key);

        var organisations = await client.GetFromJsonAsync<JsonElement>("/api/organisations", Token);

        Assert.Contains(organisations.EnumerateArray(), each => each.GetProperty("name").GetString() == bench.Data.Contoso.Name);
    }

    [Fact]
    public async Task A_key_that_was_revoked_is_refused_from_its_next_request_on()
    {
        var keys = bench.Host.Use<ApiKeyStore>();
        var key = await keys.IssueAsync($"revoked-{Guid.NewGuid()}", Role.Viewer, TimeSpan.FromDays(1), "test", Token);
        using var client = bench.Host.Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/organisations", Token)).StatusCode);

        await keys.RevokeAsync(key.Id, "test", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/organisations", Token)).StatusCode);
    }

    [Fact]
    public async Task A_key_that_has_expired_or_never_was_is_refused()
    {
        var expired = await bench.Host.Use<ApiKeyStore>().IssueAsync($"expired-{Guid.NewGuid()}", Role.Viewer, TimeSpan.Zero, "test", Token);
        foreach (var key in new[] { expired.Key, "blink_ops_nothing", "" })
        {
            using var client = bench.Host.Client();
            client.DefaultRequestHeaders.Add("X-Api-Key", key);
            Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/organisations", Token)).StatusCode);
        }
    }

    [Fact]
    public async Task While_the_database_is_away_every_request_is_answered_503_with_a_sentence()
    {
        await using var database = await TestDatabase.CreateAsync();
        var address = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        ConsoleHost host;
        HttpClient machine;
        await using (var way = new TestProxy(new Uri($"tcp://{address.Host}:{address.Port}")))
        {
            (address.Host, address.Port) = (way.Uri.Host, way.Uri.Port);
            host = await ConsoleHost.StartAsync(new Dictionary<string, string?> { ["ConnectionStrings:Postgres"] = address.ConnectionString });
            machine = await host.MachineAsync(Role.Viewer);
            Assert.Equal(HttpStatusCode.OK, (await machine.GetAsync("/api/organisations", Token)).StatusCode);
        }

        await using (host)
        using (machine)
        {
            // The first of them find connections of the pool that were cut, the last no server at all.
            for (var i = 0; i < 5; i++)
            {
                using var answer = await machine.GetAsync("/api/organisations", Token);

                Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
                Assert.Contains("PostgreSQL does not answer", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_session_is_no_key()
    {
        using var client = bench.Host.Client();
        client.DefaultRequestHeaders.Add("Cookie", await bench.Host.CookieAsync(Role.Operator));

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/organisations", Token)).StatusCode);
    }

    [Fact]
    public async Task A_key_opens_no_page()
    {
        using var machine = await bench.Host.MachineAsync(Role.Operator);

        using var answer = await machine.GetAsync("/organisations", Token);

        Assert.Equal("/sign-in", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task What_cannot_be_done_is_answered_with_a_sentence()
    {
        using var machine = await bench.Host.MachineAsync(Role.Operator);

        using var answer = await machine.PostAsJsonAsync("/api/dead-letters/discard", new { reason = "test" }, Token);

        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("Say which letters", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "", "reason": "test" }""", HttpStatusCode.Conflict)]
    [InlineData("""{ "exception": " ", "reason": "test" }""", HttpStatusCode.Conflict)]
    [InlineData("""{ "all": true, "limit": 0, "reason": "test" }""", HttpStatusCode.Conflict)]
    [InlineData("""{ "queue": "apply-user", "organisation": "somebody", "reason": "test" }""", HttpStatusCode.BadRequest)]
    public async Task What_would_take_more_than_was_meant_is_refused(string body, HttpStatusCode status)
    {
        using var machine = await bench.Host.MachineAsync(Role.Operator);
        using var content = new StringContent(body, null, "application/json");

        using var answer = await machine.PostAsync("/api/dead-letters/discard", content, Token);

        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task A_replay_is_answered_with_its_run_which_can_be_watched()
    {
        using var machine = await bench.Host.MachineAsync(Role.Operator);

        using var answer = await machine.PostAsJsonAsync("/api/dead-letters/replay", new { ids = new[] { 0 }, reason = "test" }, Token);

        var run = (await answer.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("run").GetInt32();
        await Eventually.HoldsAsync(async () =>
            Assert.Equal("completed", (await machine.GetFromJsonAsync<JsonElement>($"/api/dead-letters/runs/{run}", Token)).GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Long_lists_are_read_page_by_page()
    {
        using var machine = await bench.Host.MachineAsync(Role.Viewer);
        var errors = await machine.GetFromJsonAsync<JsonElement>("/api/errors?limit=2", Token);
        var more = await machine.GetFromJsonAsync<JsonElement>($"/api/errors?limit=1&after={errors.GetProperty("next").GetString()}", Token);
        var letters = await machine.GetFromJsonAsync<JsonElement>("/api/dead-letters?limit=2", Token);
        var older = await machine.GetFromJsonAsync<JsonElement>($"/api/dead-letters?limit=1&before={letters[1].GetProperty("id").GetInt64()}", Token);

        Assert.True(Raised(errors.GetProperty("errors")[0]) >= Raised(errors.GetProperty("errors")[1]));
        Assert.True(Raised(errors.GetProperty("errors")[1]) >= Raised(more.GetProperty("errors")[0]));
        Assert.DoesNotContain(more.GetProperty("errors")[0].GetProperty("id").GetGuid(), errors.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("id").GetGuid()));
        Assert.True(older[0].GetProperty("id").GetInt64() < letters[1].GetProperty("id").GetInt64());

        static DateTimeOffset Raised(JsonElement error) => error.GetProperty("raisedAt").GetDateTimeOffset();
    }

    [Fact]
    public async Task Reading_about_people_is_audited()
    {
        var key = await bench.Host.Use<ApiKeyStore>().IssueAsync($"reader-{Guid.NewGuid()}", Role.Viewer, TimeSpan.FromDays(1), "test", Token);
        using var client = bench.Host.Client();
        client.DefaultRequestHeaders.Add("X-Api-Key", key.Key);

        using var answer = await client.GetAsync("/api/errors", Token);

        Assert.Equal(1, await bench.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.audit_records WHERE actor = 'api-key:{key.Name}' AND action = 'people.seen' AND subject = 'request:/api/errors'"));
    }

    [Fact]
    public async Task What_a_machine_does_is_audited_under_its_name()
    {
        using var machine = await bench.Host.MachineAsync(Role.Viewer);
        var name = await bench.Host.ScalarAsync<string>("SELECT 'api-key:' || name FROM operations.api_keys ORDER BY created_at DESC LIMIT 1");

        using var answer = await machine.PostAsJsonAsync("/api/dead-letters/discard", new { ids = new[] { 0 }, reason = "test" }, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.StartsWith("api-key:machine-", name, StringComparison.Ordinal);
        Assert.NotEqual(0, await bench.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.audit_records WHERE actor = '{name}' AND subject = 'operation:discard-letters'"));
    }
}
