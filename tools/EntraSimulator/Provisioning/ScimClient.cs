using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>The requests that Entra sends to a SCIM server. Whatever isn't the hoped-for answer is a <see cref="ScimFailureException"/>.</summary>
sealed class ScimClient(HttpClient http, ProvisioningOptions options, RequestPace pace, TimeProvider timeProvider)
{
    static readonly MediaTypeHeaderValue ScimJson = new("application/scim+json", "utf-8");
    static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    readonly TenantUrl url = new(options.TenantUrl, options.Mode);

    public required CycleCounters Counters { get; init; }

    /// <summary>The query for a name that nobody can have, which Entra sends first.</summary>
    public async Task<HttpStatusCode> ProbeAsync(CancellationToken cancellationToken)
    {
        var filter = $"userName eq {TenantUrl.Quoted(Guid.NewGuid().ToString())}";
        return (await ExchangeAsync(HttpMethod.Get, url.Query(filter), null, cancellationToken)).Status;
    }

    public async Task<JsonObject> GetAsync(string id, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, url.User(id), null, cancellationToken)
            ?? throw new ScimFailureException(EscrowCode.ServiceIncompatible, "The answer to GET has no body.");

    public async Task<JsonObject?> FindAsync(string userName, CancellationToken cancellationToken)
    {
        var found = await QueryAsync(url.Query($"userName eq {TenantUrl.Quoted(userName)}"), cancellationToken);
        return found.Count > 1
            ? throw new ScimFailureException(EscrowCode.DuplicateTargetEntries, $"{found.Count} users have the same userName.")
            : found.FirstOrDefault() as JsonObject;
    }

    public async Task<bool> HasManagerAsync(string id, string managerId, CancellationToken cancellationToken)
    {
        var filter = $"id eq {TenantUrl.Quoted(id)} and manager eq {TenantUrl.Quoted(managerId)}";
        return (await QueryAsync(url.Query(filter, "id"), cancellationToken)).Count > 0;
    }

    /// <summary>The id of the created user.</summary>
    public async Task<string> CreateAsync(JsonObject resource, CancellationToken cancellationToken)
    {
        var created = await SendAsync(HttpMethod.Post, url.Users, resource, cancellationToken);
        return created?["id"]?.GetValue<string>()
            ?? throw new ScimFailureException(EscrowCode.ServiceIncompatible, "The answer to POST has no id.");
    }

    public Task PatchAsync(string id, JsonObject operations, CancellationToken cancellationToken) =>
        SendAsync(HttpMethod.Patch, url.User(id), operations, cancellationToken);

    /// <summary>A user that is gone already is what was wanted.</summary>
    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        var (status, body) = await ExchangeAsync(HttpMethod.Delete, url.User(id), null, cancellationToken);
        if (status is not HttpStatusCode.NotFound) Check(status, body);
        Counters.Write();
    }

    async Task<JsonArray> QueryAsync(Uri query, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, query, null, cancellationToken))?["Resources"] as JsonArray ?? [];

    async Task<JsonObject?> SendAsync(HttpMethod method, Uri uri, JsonObject? body, CancellationToken cancellationToken)
    {
        var (status, answer) = await ExchangeAsync(method, uri, body, cancellationToken);
        Check(status, answer);
        if (method != HttpMethod.Get) Counters.Write();
        return Parse(answer);
    }

    async Task<(HttpStatusCode Status, string Body)> ExchangeAsync(HttpMethod method, Uri uri, JsonObject? body, CancellationToken cancellationToken)
    {
        await pace.WaitAsync(cancellationToken);
        using var request = Request(method, uri, body);
        using var deadline = new CancellationTokenSource(options.Timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var started = timeProvider.GetTimestamp();
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            return (response.StatusCode, await response.Content.ReadAsStringAsync(either.Token));
        }
        // HttpClient lets the bare socket's error through when a connection is reset before its first request.
        catch (Exception exception) when (exception is HttpRequestException or IOException or SocketException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new ScimFailureException(EscrowCode.Timeout, exception.Message);
        }
        finally
        {
            Counters.Request(timeProvider.GetElapsedTime(started));
        }
    }

    HttpRequestMessage Request(HttpMethod method, Uri uri, JsonObject? body)
    {
        var request = new HttpRequestMessage(method, uri);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/scim+json"));
        if (body is null) return request;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString(AsIs)));
        request.Content.Headers.ContentType = ScimJson;
        return request;
    }

    static void Check(HttpStatusCode status, string body)
    {
        if ((int)status is >= 200 and < 300) return;
        throw new ScimFailureException(Code(status), $"{(int)status} {Detail(body)}");
    }

    static EscrowCode Code(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => EscrowCode.InvalidAnchor,
        HttpStatusCode.Conflict => EscrowCode.Conflict,
        HttpStatusCode.TooManyRequests => EscrowCode.TooManyRequests,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => EscrowCode.Unauthorized,
        >= HttpStatusCode.InternalServerError => EscrowCode.InternalServerError,
        _ => EscrowCode.BadRequest,
    };

    static string Detail(string body) => body.Length <= 300 ? body : body[..300];

    static JsonObject? Parse(string body)
    {
        if (body.Length == 0) return null;
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException exception)
        {
            throw new ScimFailureException(EscrowCode.ServiceIncompatible, exception.Message);
        }
    }
}
