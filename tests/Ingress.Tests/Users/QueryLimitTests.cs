using System.Net;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.Users;

/// <summary>No query costs more than it may, and what it costs is told from a database that is away.</summary>
public sealed class QueryLimitTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_that_takes_too_long_is_tooMany_and_names_what_has_an_index()
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: ("Query:TimeLimit", "00:00:00.100"));
        using var client = host.ClientOf(organisation.Token);
        var id = await client.CreateAsync("slow@x.com");
        // As slow as a very large organisation.
        await ExecuteAsync(database, """
            CREATE OR REPLACE FUNCTION scim.folded(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT
            AS $$ BEGIN PERFORM pg_sleep(600); RETURN value; END $$
            """);

        foreach (var query in (string[])["filter=userType%20co%20%22x%22%20or%20displayName%20co%20%22x%22%20or%20emails.type%20eq%20%22x%22", "sortBy=emails.type", "sortBy=emails.type&cursor="])
        {
            var answer = await client.GetAsync("/Users?" + query);
            Assert.Equal((400, "tooMany"), (answer.Status, answer.Text("scimType")));
            Assert.Contains("userName, externalId", answer.Text("detail"), StringComparison.Ordinal);
        }
        // What an index finds is read as well.
        Assert.Equal("tooMany", (await client.FindAsync("userName eq \"slow@x.com\" and emails.type eq \"x\"")).Text("scimType"));
        Assert.Equal(1, (await client.FindAsync($"id eq \"{id}\"")).Total);
        Assert.Equal(1, (await client.GetAsync("/Users?cursor=&sortBy=userName")).Total);
    }

    [Fact]
    public async Task A_query_that_waits_for_a_lock_is_503()
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: ("Query:TimeLimit", "00:00:01"));
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("before@x.com");
        await using var connection = await database.DataSource.OpenConnectionAsync(Token);
        await using var transaction = await connection.BeginTransactionAsync(Token);
        await using var command = new NpgsqlCommand("LOCK TABLE scim.users", connection, transaction);
        await command.ExecuteNonQueryAsync(Token);
        Assert.Equal(503, (await client.GetAsync("/Users?filter=title%20co%20%22x%22")).Status);
    }

    [Fact]
    public async Task An_organisation_runs_some_costly_queries_at_a_time_and_disturbs_nobody()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (slow, other) = (await TestOrganisation.CreateAsync(database), await TestOrganisation.CreateAsync(database));
        await using var host = IngressHost.Start(database, settings: [("Query:TimeLimit", "00:00:30"), ("Query:MaxConcurrent", "1"), ("Query:MaxWaiting", "0")]);
        using var client = host.ClientOf(slow.Token);
        using var otherClient = host.ClientOf(other.Token);
        var id = await client.CreateAsync("slow@x.com");
        await ExecuteAsync(database, """
            CREATE OR REPLACE FUNCTION scim.folded(value text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT
            AS $$ BEGIN PERFORM pg_sleep(600); RETURN value; END $$
            """);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var two = Enumerable.Range(0, 2).Select(_ => client.Http.GetAsync(client.Address("/Users?sortBy=emails.type"), patience.Token)).ToList();

        // Whichever of them has the turn takes its time.
        using var refused = await await Task.WhenAny(two);
        Assert.Equal((HttpStatusCode.TooManyRequests, "1"), (refused.StatusCode, refused.Headers.RetryAfter?.ToString()));
        Assert.Contains("has an index", await refused.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(1, (await client.FindAsync($"id eq \"{id}\"")).Total);
        Assert.Equal(0, (await otherClient.GetAsync("/Users?sortBy=emails.type")).Total);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(two));
    }

    [Theory]
    [InlineData("cursor=")]
    [InlineData("startIndex=1")]
    public async Task A_page_of_large_users_is_cut_short_and_none_is_left_out(string start)
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: ("Ingress:MaxPageBytes", "65536"));
        using var client = host.ClientOf(organisation.Token);
        foreach (var number in Enumerable.Range(0, 10))
            await client.PostAsync("/Users", $$"""{"userName":"large{{number}}@x.com","displayName":"{{new string('x', 20_000)}}"}""");

        var (names, position) = (new List<string>(), start);
        while (position is not null)
        {
            var page = await client.GetAsync($"/Users?count=10&sortBy=userName&{position}");
            var found = page.At("Resources")!.AsArray();
            Assert.InRange(found.Count, 1, 3);
            Assert.Equal((10, found.Count), (page.Total, (int)page.At("itemsPerPage")!));
            names.AddRange(found.Select(user => (string)user!["userName"]!));
            position = start == "cursor=" ? page.Text("nextCursor") is { } next ? "cursor=" + next : null : names.Count < 10 ? $"startIndex={names.Count + 1}" : null;
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"large{number}@x.com"), names);
    }

    [Fact]
    public async Task A_query_is_not_compiled_first()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var host = IngressHost.Start(database);
        await using var command = host.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SHOW jit");
        Assert.Equal("off", await command.ExecuteScalarAsync(Token));
    }

    [Theory]
    [InlineData("Query:MaxFilterLength", "64", "userName eq \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"", "64 characters")]
    [InlineData("Query:MaxFilterDepth", "2", "(((userName pr)))", "2 levels")]
    [InlineData("Query:MaxFilterTerms", "2", "userName pr or userName pr or userName pr", "2 terms")]
    public async Task Length_depth_and_terms_of_a_filter_are_options(string option, string value, string filter, string told)
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: (option, value));
        using var client = host.ClientOf(organisation.Token);
        var answer = await client.FindAsync(filter);
        Assert.Equal((400, "invalidFilter"), (answer.Status, answer.Text("scimType")));
        Assert.Contains(told, answer.Text("detail"), StringComparison.Ordinal);
        Assert.Equal(200, (await client.FindAsync("title pr")).Status);
    }

    [Fact]
    public async Task The_largest_filter_is_answered()
    {
        await using var database = await TestDatabase.CreateAsync();
        var organisation = await TestOrganisation.CreateAsync(database);
        await using var host = IngressHost.Start(database, settings: [("Query:MaxFilterTerms", "500"), ("Query:MaxFilterLength", "65536"), ("Query:MaxFilterDepth", "64")]);
        using var client = host.ClientOf(organisation.Token);
        await client.CreateAsync("x");
        var filter = string.Concat(Enumerable.Repeat("not (title eq \\\"a\\\" or ", 62)) + "title pr" + new string(')', 62)
            + string.Concat(Enumerable.Repeat(" or emails[type eq \\\"a\\\" and value co \\\"b\\\"]", 120));
        var answer = await client.PostAsync("/.search", $$"""{"filter":"{{filter}}"}""");
        Assert.True(answer.Status == 200, answer.Json.ToJsonString());
    }

    static async Task ExecuteAsync(TestDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }
}
