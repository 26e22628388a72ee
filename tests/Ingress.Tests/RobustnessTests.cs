using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Tests;
using Blink.Pipeline.Scim.Tests.Filters;
using CsCheck;

namespace Blink.Pipeline.Ingress.Tests;

/// <summary>Whatever comes is answered in SCIM's form, never with a fault of ours, and leaves no user half-written.</summary>
public sealed class RobustnessTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    const int Requests = 10_000;
    const int Users = 60;

    // Not a figure of speed: a request that takes so long was stopped by something.
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    // Few deletions, so that there is somebody left to be harmed.
    static readonly Gen<string> Method = Gen.Frequency((18, Gen.OneOf("GET", "POST", "PUT", "PATCH", "PATCH")), (1, Gen.Const("DELETE")), (1, Gen.OneOf("OPTIONS", "BREW")));

    static readonly Gen<string> Segment = Gen.OneOf(
        Gen.OneOf("Users", "users", "{id}", "{id}", ".search", "Bulk", "Async", "Me", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig"),
        Gen.OneOf("v1", "v2", "..", "%2e%2e", "%2F", "", "%F0%9F%98%80", "%ff", "a+b", "'", "*", "urn:ietf:params:scim:schemas:core:2.0:User"));

    static readonly Gen<string> Path = Gen.Frequency(
        (3, Gen.Const("/Users")),
        (5, Gen.Const("/Users/{id}")),
        (2, Segment.Array[0, 4].Select(segments => "/" + string.Join('/', segments))));

    static readonly Gen<string> Parameter = Gen.Select(
        Gen.OneOf("filter", "attributes", "excludedAttributes", "startIndex", "count", "sortBy", "sortOrder", "cursor", "aadOptscim062020"),
        Gen.OneOf(
            FilterGen.Scrap.Select(Uri.EscapeDataString),
            FilterGen.Filter(3).Select(filter => Uri.EscapeDataString(filter.ToString())),
            Gen.OneOf("", "-1", "0", "5", "99999999999999999999", "%ff%00", "%", "userName", "emails.value", "descending", "userName+eq+%22robust%40x.com%22")),
        (name, value) => $"{name}={value}");

    static readonly Gen<string> Query = Parameter.Array[0, 2].Select(parameters => parameters.Length == 0 ? "" : "?" + string.Join('&', parameters));

    static readonly Gen<(string Name, string Value)> Header = Gen.Select(
        Gen.OneOf("If-Match", "If-None-Match", "Accept", "Accept-Encoding", "Range", "X-Forwarded-Host", "User-Agent", "traceparent", "Cookie", "If-Modified-Since", "Prefer"),
        Gen.OneOf(Gen.OneOf("*", "W/\"1\"", "\"", ",,,", "W/", "bytes=0-1", "text/html", "gzip;q=0", "", "respond-async", "respond-async, wait=0"), Gen.Char[' ', '~'].Array[0, 30].Select(text => new string(text))));

    static readonly Gen<string> ContentType = Gen.Frequency(
        (8, Gen.OneOf("application/scim+json", "application/json")),
        (1, Gen.OneOf("", "text/plain", "application/json; charset=latin1", "nonsense", "application/scim+json; boundary=\"")));

    static readonly Gen<string> PatchBody = Gen.OneOf(
        HostilePatchGen.Body,
        UserGen.AddOrReplace.Array[0, 4].Select(operations => $$"""{"Operations":[{{string.Join(',', operations)}}]}"""));

    static readonly Gen<string> UserBody = Gen.Select(Gen.Int[0, 300], Gen.OneOf(UserGen.User.Select(user => user["emails"]?.ToJsonString() ?? "[]"), JsonGen.Text(3)),
        (number, emails) => $$"""{"userName":"robust{{number}}@x.com","emails":{{emails}}}""");

    static readonly Gen<string> BulkBody = Gen.Select(
        Gen.OneOf("POST", "PUT", "PATCH", "DELETE", "patch", "GET"),
        Gen.OneOf("/Users", "/Users/{id}", "/Users/bulkId:a", "/Users/bulkId:b", "/Groups", "Users/{id}", ""),
        Gen.OneOf("\"a\"", "\"b\"", "null", "\"\""),
        Gen.OneOf(UserBody, PatchBody, JsonGen.Text(3)),
        (method, path, bulkId, data) => $$"""{"method":"{{method}}","path":"{{path}}","bulkId":{{bulkId}},"data":{{data}}}""").Array[0, 5]
        .Select(operations => $$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[{{string.Join(',', operations)}}]}""");

    static readonly Gen<byte[]> Body = Gen.OneOf(PatchBody, UserBody, JsonGen.PatchOp, JsonGen.Text(4)).Select(Encoding.UTF8.GetBytes);

    // More than half of it is a request that the server has, whatever is in it: what is not understood cannot do harm.
    static readonly Gen<Sent> Any = Gen.OneOf(
        Of(Method, Path, Body),
        Of(Method, Path, Gen.Byte.Array[0, 60]),
        Of(Gen.Const("POST"), Gen.Const("/Users"), UserBody.Select(Encoding.UTF8.GetBytes)),
        Of(Gen.Const("POST"), Gen.Const("/Bulk"), BulkBody.Select(Encoding.UTF8.GetBytes)),
        Of(Gen.Const("PUT"), Gen.Const("/Users/{id}"), UserBody.Select(Encoding.UTF8.GetBytes)),
        Of(Gen.Const("PATCH"), Gen.Const("/Users/{id}"), PatchBody.Select(Encoding.UTF8.GetBytes)));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_is_sent_makes_a_fault_or_half_a_user()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        client.Http.Timeout = Deadline;
        var ids = await Task.WhenAll(Enumerable.Range(0, Users).Select(number => client.CreateAsync($"start{number}@x.com")));

        await Any.SampleAsync(sent => SendAsync(client, sent, ids[sent.User]), iter: Requests, threads: 4, print: sent => sent.ToString());

        await AssertWholeAsync(organisation.Id);
    }

    static Gen<Sent> Of(Gen<string> method, Gen<string> path, Gen<byte[]> body) => Gen.Select(
        method, Gen.Select(path, Query, string.Concat), Header.Array[0, 2], ContentType, body, Gen.Int[0, Users - 1],
        (method, address, headers, contentType, body, user) => new Sent(method, address, headers, contentType, body, user));

    static async Task SendAsync(ScimClient client, Sent sent, string id)
    {
        using var request = new HttpRequestMessage(new HttpMethod(sent.Method), client.Address(sent.Address.Replace("{id}", id, StringComparison.Ordinal)))
        {
            Content = sent.Method == "GET" ? null : new ByteArrayContent(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(sent.Body).Replace("{id}", id, StringComparison.Ordinal))),
        };
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", sent.ContentType);
        foreach (var (name, value) in sent.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        // The client looks at the form of the answer.
        var answer = await client.SendAsync(request);
        Assert.True(answer.Status is < 500 or 501, $"{answer.Status} {answer.Json.ToJsonString()}");
        if (answer.Status == 501)
            Assert.Contains("/Me", sent.Address, StringComparison.OrdinalIgnoreCase);
    }

    async Task AssertWholeAsync(Guid organisationId)
    {
        await using var command = ingress.Database.DataSource.CreateCommand("""
            SELECT
                users.document::text,
                users.version,
                ARRAY(
                    SELECT outbox.version
                    FROM scim.outbox AS outbox
                    WHERE outbox.scim_user_id = users.id
                    ORDER BY outbox.version)
            FROM scim.users AS users
            WHERE users.organisation_id = @organisation
            """).With("organisation", organisationId);
        var users = await command.ReadAsync(row => (Document: row.GetString(0), Version: row.GetInt64(1), Published: row.GetFieldValue<long[]>(2)), Token);

        Assert.All(users, user =>
        {
            var document = JsonNode.Parse(user.Document);
            Assert.True(JsonNode.DeepEquals(document, ResourceReader.Read(UserResourceType.Definition, document)), user.Document);
            // Two changes of one user in one group are published once, as the later one.
            Assert.Equal(user.Version, user.Published[^1]);
            Assert.Equal(user.Published.Distinct(), user.Published);
        });
        // Some of it was understood, or this has shown nothing.
        Assert.True(users.Count > Users);
        Assert.InRange(users.Sum(user => user.Version - 1), 100, Requests);
    }

    sealed record Sent(string Method, string Address, (string Name, string Value)[] Headers, string ContentType, byte[] Body, int User)
    {
        public override string ToString() =>
            $"{Method} {Address} {string.Join("; ", Headers)} [{ContentType}] {Encoding.UTF8.GetString(Body)} (base64 {Convert.ToBase64String(Body)})";
    }
}
