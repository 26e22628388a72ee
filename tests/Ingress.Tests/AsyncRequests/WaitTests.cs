using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Ingress.Tests.AsyncRequests;

/// <summary><c>Prefer: respond-async, wait=n</c> (RFC 7240 §4.3).</summary>
public sealed class WaitTests : IAsyncLifetime
{
    const string Longest = "respond-async, wait=300";

    TestDatabase database = null!;
    TestOrganisation organisation = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", 201)]
    [InlineData("PUT", 200)]
    [InlineData("PATCH", 200)]
    [InlineData("DELETE", 204)]
    public async Task What_is_applied_in_time_is_answered_as_ever(string method, int status)
    {
        await using var host = Start();
        using var client = host.ClientOf(organisation.Token);
        var waiting = await BeginAsync(host, client, method);
        await Worker.DecideAsync(database, organisation.Id, await UserAsync(), 2);

        var answer = await waiting;
        Assert.Equal((status, false), (answer.Status, answer.Headers.Contains("Set-Txn")));
        Assert.Equal(["wait=300"], answer.Headers.GetValues("Preference-Applied"));
        Assert.Equal(method == "DELETE" ? null : await UserAsync(), answer.Text("id"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task What_is_rejected_in_time_is_answered_with_the_error_of_its_event(string method)
    {
        await using var host = Start();
        using var client = host.ClientOf(organisation.Token);
        var waiting = await BeginAsync(host, client, method);
        await Worker.DecideAsync(database, organisation.Id, await UserAsync(), 2, "email_in_use_elsewhere");

        var answer = await waiting;
        Assert.Equal((409, "email_in_use_elsewhere"), (answer.Status, answer.Text("scimType")));
        // The user is there all the same.
        Assert.Equal(client.Address($"/scim/Users/{await UserAsync()}").ToString(), answer.Headers.Location?.ToString());
        Assert.Equal("W/\"2\"", answer.Headers.ETag?.ToString());
        Assert.Equal(["wait=300"], answer.Headers.GetValues("Preference-Applied"));
    }

    [Fact]
    public async Task The_answer_shows_what_was_waited_for()
    {
        await using var host = Start();
        using var client = host.ClientOf(organisation.Token);
        var waiting = await BeginAsync(host, client, "POST", "?attributes=userName,urn:ietf:params:scim:schemas:extension:blink:2.0:Provisioning");
        await Worker.DecideAsync(database, organisation.Id, await UserAsync(), 1);
        Assert.Equal("applied", (await waiting).Text("urn:ietf:params:scim:schemas:extension:blink:2.0:Provisioning/state"));
    }

    [Theory]
    [InlineData("00:00:20", "respond-async, wait=7", 7)]
    [InlineData("00:00:20", "respond-async, wait=99999999999", 20)]
    public async Task What_is_not_decided_in_time_is_answered_202_and_the_time_is_bounded(string maxWait, string prefer, int seconds)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var host = IngressHost.Start(database, clock: clock, settings: ("AsyncRequests:MaxWait", maxWait));
        using var client = host.ClientOf(organisation.Token);
        var started = clock.GetUtcNow();
        var waiting = client.PreferAsync(HttpMethod.Post, "/Users", User.Json("slow@x.com"), prefer);
        await Eventually.HoldsAsync(() =>
        {
            if (!waiting.IsCompleted)
                clock.Advance(TimeSpan.FromMilliseconds(500));
            Assert.True(waiting.IsCompleted);
            return Task.CompletedTask;
        });
        var txn = (await waiting).Txn();
        Assert.True(clock.GetUtcNow() - started >= TimeSpan.FromSeconds(seconds));
        Assert.Equal(202, (await client.GetAsync($"/Async/{txn}")).Status);
    }

    [Fact]
    public async Task Above_the_most_that_may_wait_it_is_answered_202_at_once()
    {
        await using var host = Start(("AsyncRequests:MaxWaiting", "1"));
        using var client = host.ClientOf(organisation.Token);
        var first = await BeginAsync(host, client, "POST");
        // Would it wait too, then longer than an HTTP client does.
        (await client.PreferAsync(HttpMethod.Post, "/Users", User.Json("second@x.com"), Longest)).Txn();
        await Worker.DecideAsync(database, organisation.Id, await UserAsync(), 1);
        Assert.Equal(201, (await first).Status);
    }

    [Fact]
    public async Task A_process_that_stops_lets_nobody_wait()
    {
        await using var host = Start();
        using var client = host.ClientOf(organisation.Token);
        var waiting = await BeginAsync(host, client, "POST");
        host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        (await waiting).Txn();
    }

    [Fact]
    public async Task Of_many_that_wait_each_gets_its_own_outcome()
    {
        await using var host = Start();
        using var client = host.ClientOf(organisation.Token);
        var waiting = Enumerable.Range(0, 50).ToDictionary(
            number => $"user{number}@x.com", number => client.PreferAsync(HttpMethod.Post, "/Users", User.Json($"user{number}@x.com"), Longest));
        await WaitingAsync(host, 50);
        foreach (var (user, name) in await UsersAsync())
            await Worker.DecideAsync(database, organisation.Id, user, 1, name.Contains('1') ? "no_identifier" : null);
        foreach (var (name, answer) in waiting)
            Assert.Equal(name.Contains('1') ? 409 : 201, (await answer).Status);
    }

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        organisation = await TestOrganisation.CreateAsync(database);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    IngressHost Start(params (string Key, string Value)[] settings) =>
        IngressHost.Start(database, settings: [("AsyncRequests:MaxWait", "00:05:00"), .. settings]);

    static Task WaitingAsync(IngressHost host, int count) => Eventually.HoldsAsync(() =>
        Task.FromResult(host.Services.GetRequiredService<OutcomeWait>().Count == count));

    static async Task<Task<ScimAnswer>> BeginAsync(IngressHost host, ScimClient client, string method, string query = "")
    {
        var path = method == "POST" ? "/Users" : $"/Users/{await client.CreateAsync("user@x.com")}";
        var body = method switch
        {
            "PATCH" => """{"Operations":[{"op":"replace","path":"title","value":"New"}]}""",
            "DELETE" => null,
            _ => User.Json("new@x.com"),
        };
        var waiting = client.PreferAsync(new HttpMethod(method), path + query, body, Longest);
        await WaitingAsync(host, 1);
        return waiting;
    }

    async Task<string> UserAsync() => (await UsersAsync()).First().Id;

    async Task<List<(string Id, string UserName)>> UsersAsync()
    {
        await using var command = database.DataSource.CreateCommand("SELECT id, user_name FROM scim.users ORDER BY created_at");
        return await command.ReadAsync(row => (row.GetGuid(0).ToString(), row.GetString(1)), Token);
    }
}
