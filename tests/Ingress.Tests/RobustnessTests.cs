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
    const int Requests = 2_500;

    // Not a figure of speed: a request that takes so long was stopped by something.
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    static readonly Gen<string> Method = Gen.Frequency((9, Gen.OneOf("GET", "POST", "PUT", "PATCH", "DELETE")), (1, Gen.OneOf("OPTIONS", "BREW")));

    static readonly Gen<string> Segment = Gen.OneOf(
        Gen.OneOf("Users", "users", "{id}", "{id}", ".search", "Bulk", "Me", "Groups", "Schemas", "ResourceTypes", "ServiceProviderConfig"),
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

    static readonly Gen<string> Address = Gen.Select(Path, Parameter.Array[0, 3],
        (path, parameters) => path + (parameters.Length == 0 ? "" : "?" + string.Join('&', parameters)));

    static readonly Gen<(string Name, string Value)> Header = Gen.Select(
        Gen.OneOf("If-Match", "If-None-Match", "Accept", "Accept-Encoding", "Range", "X-Forwarded-Host", "User-Agent", "traceparent", "Cookie", "If-Modified-Since"),
        Gen.OneOf(Gen.OneOf("*", "W/\"1\"", "\"", ",,,", "W/", "bytes=0-1", "text/html", "gzip;q=0", ""), Gen.Char[' ', '~'].Array[0, 30].Select(text => new string(text))));

    static readonly Gen<string> ContentType = Gen.Frequency(
        (8, Gen.OneOf("application/scim+json", "application/json")),
        (1, Gen.OneOf("", "text/plain", "application/json; charset=latin1", "nonsense", "application/scim+json; boundary=\"")));

    static readonly Gen<byte[]> Body = Gen.OneOf(
        HostilePatchGen.Body.Select(Encoding.UTF8.GetBytes),
        JsonGen.PatchOp.Select(Encoding.UTF8.GetBytes),
        UserGen.AddOrReplace.Array[0, 4].Select(operations => Encoding.UTF8.GetBytes($$"""{"Operations":[{{string.Join(',', operations)}}]}""")),
        JsonGen.Text(4).Select(Encoding.UTF8.GetBytes),
        Gen.Select(Gen.Int[0, 30], JsonGen.Text(3), (number, value) => Encoding.UTF8.GetBytes($$"""{"userName":"robust{{number}}@x.com","emails":{{value}},"name":{{value}}}""")),
        Gen.Byte.Array[0, 60]);

    static readonly Gen<Sent> Any = Gen.Select(
        Method, Address, Header.Array[0, 3], ContentType, Body, Gen.Int[0, 9],
        (method, address, headers, contentType, body, user) => new Sent(method, address, headers, contentType, body, user));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_is_sent_makes_a_fault_or_half_a_user()
    {
        var organisation = await ingress.OrganisationAsync();
        using var client = ingress.Host.ClientOf(organisation.Token);
        client.Http.Timeout = Deadline;
        var ids = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => client.CreateAsync($"start{number}@x.com")));

        await Any.SampleAsync(sent => SendAsync(client, sent, ids[sent.User]), iter: Requests, threads: 4, print: sent => sent.ToString());

        await AssertWholeAsync(organisation.Id);
    }

    static async Task SendAsync(ScimClient client, Sent sent, string id)
    {
        using var request = new HttpRequestMessage(new HttpMethod(sent.Method), client.Address(sent.Address.Replace("{id}", id, StringComparison.Ordinal)))
        {
            Content = sent.Method == "GET" ? null : new ByteArrayContent(sent.Body),
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
            Assert.Equal(Enumerable.Range(1, (int)user.Version).Select(version => (long)version), user.Published);
        });
        // Some of it was understood, or this has shown nothing.
        Assert.True(users.Count > 10);
        Assert.Contains(users, user => user.Version > 2);
    }

    sealed record Sent(string Method, string Address, (string Name, string Value)[] Headers, string ContentType, byte[] Body, int User)
    {
        public override string ToString() =>
            $"{Method} {Address} {string.Join("; ", Headers)} [{ContentType}] {Encoding.UTF8.GetString(Body)} (base64 {Convert.ToBase64String(Body)})";
    }
}
