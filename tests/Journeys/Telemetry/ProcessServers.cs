using System.CommandLine;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys.Telemetry;

/// <summary>A database and a virtual host for several processes, with what a test does to them and over them.</summary>
sealed class ProcessServers : IAsyncDisposable
{
    readonly List<IAsyncDisposable> parts = [];
    readonly TestMail mail;
    readonly OtlpReceiver receiver;

    ProcessServers(TestDatabase database, TestBroker broker, TestMail mail, OtlpReceiver receiver)
    {
        (Database, Broker, this.mail, this.receiver) = (database, broker, mail, receiver);
        parts.AddRange([database, broker]);
    }

    public TestDatabase Database { get; }

    public TestBroker Broker { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ProcessServers> CreateAsync(TestMail mail, OtlpReceiver receiver) =>
        new(await TestDatabase.CreateAsync(), await TestBroker.CreateAsync(), mail, receiver);

    /// <summary>Starts a program on them.</summary>
    /// <param name="job">What Prometheus calls the program.</param>
    /// <param name="name">Which instance it is.</param>
    /// <param name="settings">What is other than usual.</param>
    public async Task<Instance> StartAsync<T>(string job, string name, params (string Key, string Value)[] settings)
    {
        var all = Defaults();
        foreach (var (key, value) in settings)
            all[key] = value;
        return Keep(await Instance.StartAsync(job, name, typeof(T).Assembly, all));
    }

    /// <summary>Disposes of something when they go, before what was kept earlier.</summary>
    public T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        lock (parts)
            parts.Add(part);
        return part;
    }

    /// <summary>A client of a new organisation.</summary>
    public async Task<HttpClient> ClientAsync(string organisation, string? address)
    {
        string[] notification = address is null ? [] : ["--notification-email", address];
        await OpsAsync(["organisations", "create", organisation, "--tier", "enterprise", "--region", "GB", .. notification]);
        var issued = await OpsAsync("tokens", "issue", organisation, "--label", "telemetry", "--json");
        var token = JsonDocument.Parse(issued).RootElement.GetProperty("token").GetString()!;
        return new HttpClient { DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }

    /// <summary>Runs the operations command line.</summary>
    /// <returns>What it printed.</returns>
    public async Task<string> OpsAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await OpsCommandLine.RunAsync(
            [.. arguments, "--postgres", Database.ConnectionString], new InvocationConfiguration { Output = output, Error = error }, Token);
        Assert.True(code == 0, $"{error}");
        return $"{output}";
    }

    public async Task ExecuteAsync(string sql)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = Database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(parts))
            await part.DisposeAsync();
    }

    /// <summary>Creates a SCIM user.</summary>
    /// <returns>Its id.</returns>
    public static async Task<Guid> CreateAsync(Instance ingress, HttpClient client, string userName, bool withEmail = true)
    {
        using var answer = await TryCreateAsync(ingress, client, userName, withEmail);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid();
    }

    /// <summary>Creates a SCIM user, which may be refused.</summary>
    public static async Task<HttpResponseMessage> TryCreateAsync(Instance ingress, HttpClient client, string userName, bool withEmail = true)
    {
        var user = new JsonObject { ["userName"] = userName };
        if (withEmail)
            user["emails"] = new JsonArray(new JsonObject { ["type"] = "work", ["value"] = userName });
        using var body = new StringContent(user.ToJsonString(), new MediaTypeHeaderValue("application/scim+json"));
        return await client.PostAsync(new Uri(ingress.Address, "/scim/Users"), body, Token);
    }

    Dictionary<string, string> Defaults() => new()
    {
        ["ConnectionStrings:Postgres"] = Database.ConnectionString,
        ["RabbitMq:Uri"] = Broker.Uri.OriginalString,
        ["Smtp:Host"] = mail.Host,
        ["Smtp:Port"] = $"{mail.Port}",
        ["Smtp:Security"] = "None",
        ["Smtp:From"] = "provisioning@blink.example",
        ["Digest:Window"] = "00:00:00.100",
        ["Digest:MinimumInterval"] = "00:00:00",
        ["Digest:PollInterval"] = "00:00:00.100",
        ["SyncWatch:PollInterval"] = "00:00:01",
        ["Reconciler:Interval"] = "00:00:01",
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };
}
