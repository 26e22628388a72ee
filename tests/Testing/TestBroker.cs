using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Blink.Pipeline.LocalServers.RabbitMq;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Blink.Pipeline.Testing;

/// <summary>A virtual host of a test's or test class's own, on the shared RabbitMQ or on a given one.</summary>
public sealed class TestBroker : IAsyncDisposable
{
    static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    readonly ConnectionFactory factory;
    readonly bool isShared;

    TestBroker(RabbitMqServer server, bool isShared, string virtualHost, Uri uri)
    {
        (Server, this.isShared, VirtualHost, Uri) = (server, isShared, virtualHost, uri);
        factory = new() { Uri = uri };
    }

    /// <summary>The server, with its management API and its administrator.</summary>
    public RabbitMqServer Server { get; }

    /// <summary>The name of the virtual host.</summary>
    public string VirtualHost { get; }

    /// <summary>amqp://user:password@host:port/vhost</summary>
    public Uri Uri { get; }

    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Creates the virtual host.</summary>
    /// <param name="server">Null: the shared one.</param>
    public static async Task<TestBroker> CreateAsync(RabbitMqServer? server = null)
    {
        var used = server ?? await TestServers.RabbitMqAsync();
        var name = $"test-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        return new(used, isShared: server is null, name, await used.CreateVirtualHostAsync(name, Token));
    }

    /// <summary>Declares a durable queue.</summary>
    /// <param name="queue">Its name.</param>
    /// <param name="arguments">Its arguments; null: a quorum queue.</param>
    public Task DeclareAsync(string queue, IReadOnlyDictionary<string, object?>? arguments = null) => OnChannelAsync(channel =>
        channel.QueueDeclareAsync(
            queue, durable: true, exclusive: false, autoDelete: false, new Dictionary<string, object?>(arguments ?? Quorum), cancellationToken: Token));

    /// <summary>Puts one persistent message straight into a queue, and returns when the broker has confirmed it.</summary>
    /// <exception cref="PublishException">There is no such queue.</exception>
    public Task PublishAsync(string queue, string body, BasicProperties? properties = null) => PublishAsync(queue, Encoding.UTF8.GetBytes(body), properties);

    /// <summary>Puts a message of any bytes into a queue, and waits until the broker has it.</summary>
    public Task PublishAsync(string queue, byte[] body, BasicProperties? properties = null) => OnChannelAsync(async channel =>
    {
        properties ??= new() { Persistent = true, ContentType = "application/json" };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, body, Token);
        return true;
    });

    /// <summary>Puts many messages into a queue over one connection, and waits until the broker has them.</summary>
    public Task PublishAsync(string queue, IReadOnlyList<string> bodies) => OnChannelAsync(async channel =>
    {
        var properties = new BasicProperties { Persistent = true, ContentType = "application/json" };
        await Task.WhenAll(bodies.Select(body =>
            channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body), Token).AsTask()));
        return true;
    });

    /// <summary>Takes one message out of a queue.</summary>
    /// <returns>Null if it is empty.</returns>
    public Task<BasicGetResult?> GetAsync(string queue) => OnChannelAsync(channel => channel.BasicGetAsync(queue, autoAck: true, Token));

    /// <summary>How many messages wait in a queue, apart from those that consumers hold; 0 also if there is no such queue (yet).</summary>
    public async Task<uint> CountAsync(string queue)
    {
        try
        {
            return await OnChannelAsync(channel => channel.MessageCountAsync(queue, Token));
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return 0;
        }
    }

    /// <summary>How many messages wait in each of several queues, asked over one connection.</summary>
    public Task<Dictionary<string, uint>> CountAsync(IEnumerable<string> queues) => OnChannelAsync(async channel =>
    {
        var counts = new Dictionary<string, uint>();
        foreach (var queue in queues)
            counts[queue] = await channel.MessageCountAsync(queue, Token);
        return counts;
    });

    /// <summary>Every queue of the virtual host, whoever declared it.</summary>
    public async Task<IReadOnlyList<QueueDeclaration>> QueuesAsync()
    {
        using var http = new HttpClient { BaseAddress = Server.ManagementUrl };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Server.User}:{Server.Password}")));
        var queues = await http.GetFromJsonAsync<JsonElement>($"api/queues/{VirtualHost}?disable_stats=true", Token);
        return [.. queues.EnumerateArray().Select(queue => new QueueDeclaration(
            queue.GetProperty("name").GetString()!,
            queue.GetProperty("type").GetString()!,
            queue.GetProperty("durable").GetBoolean(),
            queue.GetProperty("arguments").EnumerateObject().ToDictionary(argument => argument.Name, argument => $"{argument.Value}")))];
    }

    /// <summary>Has the virtual host deleted with everything in it, a little later. A server of the test's own takes it along when it goes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (isShared) await LeavingVirtualHosts.AddAsync(Server, VirtualHost);
    }

    // A connection for each call is slow enough to be harmless in tests, and survives that they stop and start the broker.
    async Task<T> OnChannelAsync<T>(Func<IChannel, Task<T>> use)
    {
        await using var connection = await factory.CreateConnectionAsync(Token);
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Token);
        return await use(channel);
    }
}
