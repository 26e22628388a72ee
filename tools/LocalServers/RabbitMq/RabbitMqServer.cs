using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Blink.Pipeline.LocalServers.Containers;
using Blink.Pipeline.LocalServers.Control;

namespace Blink.Pipeline.LocalServers.RabbitMq;

/// <summary>A real RabbitMQ with its management plugin, and a user who may do everything.</summary>
public sealed class RabbitMqServer : LocalServer
{
    internal const string Variable = "BLINK_RABBITMQ";
    internal const string ManagementVariable = "BLINK_RABBITMQ_MANAGEMENT";
    internal const string MetricsVariable = "BLINK_RABBITMQ_METRICS";

    readonly RabbitMqAddress address;

    internal RabbitMqServer(RabbitMqAddress address, Func<Func<CancellationToken, Task<bool>>, IServerControl> control)
        : base(control(token => AnswersAsync(address, token))) => this.address = address;

    /// <summary>amqp://user:password@host:port/vhost</summary>
    public Uri AmqpUri => address.Amqp;

    /// <summary>http://host:port of the management plugin's pages and API.</summary>
    public Uri ManagementUrl => address.Management;

    /// <summary>http://host:port of the Prometheus plugin; null: the environment names a server and not this.</summary>
    public Uri? MetricsUrl => address.Metrics;

    /// <summary>A user with the tag "administrator".</summary>
    public string User => address.User;

    /// <summary>The user's password.</summary>
    public string Password => address.Password;

    /// <summary>Finds or starts a RabbitMQ, in the order of the environment, Docker, this machine.</summary>
    /// <exception cref="LocalServersException">There is none to be had.</exception>
    public static async Task<RabbitMqServer> StartAsync(LocalServersOptions options, CancellationToken cancellationToken)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } amqp)
        {
            var management = Environment.GetEnvironmentVariable(ManagementVariable)
                ?? throw new LocalServersException($"{Variable} is set, but {ManagementVariable} (http://user:password@host:port) is not.");
            return new(RabbitMqAddress.Parse(amqp, management, Environment.GetEnvironmentVariable(MetricsVariable)), _ => new ExternalServer(Variable));
        }
        return await StartOwnAsync(options, cancellationToken);
    }

    /// <summary>Starts one of our own, whatever the environment says.</summary>
    /// <exception cref="LocalServersException">There is neither Docker nor RabbitMQ on this machine, and it cannot be installed.</exception>
    public static async Task<RabbitMqServer> StartOwnAsync(LocalServersOptions options, CancellationToken cancellationToken) =>
        await DockerEngine.TryAsync(options, "RabbitMQ", RabbitMqContainer.StartAsync, cancellationToken)
            ?? await PrivateRabbitMq.StartAsync(options, cancellationToken);

    /// <summary>Creates a virtual host and gives <see cref="User"/> all rights in it.</summary>
    /// <returns>The AMQP URI of the virtual host.</returns>
    public async Task<Uri> CreateVirtualHostAsync(string name, CancellationToken cancellationToken = default)
    {
        using var client = ManagementClient(address);
        var host = Uri.EscapeDataString(name);
        using var created = await client.PutAsJsonAsync($"api/vhosts/{host}", new { }, cancellationToken);
        created.EnsureSuccessStatusCode();
        var all = new { configure = ".*", write = ".*", read = ".*" };
        using var permitted = await client.PutAsJsonAsync($"api/permissions/{host}/{Uri.EscapeDataString(User)}", all, cancellationToken);
        permitted.EnsureSuccessStatusCode();
        return new UriBuilder(AmqpUri) { Path = $"/{host}" }.Uri;
    }

    /// <summary>Deletes a virtual host with everything in it. No error if it is not there.</summary>
    public async Task DeleteVirtualHostAsync(string name, CancellationToken cancellationToken = default)
    {
        using var client = ManagementClient(address);
        using var deleted = await client.DeleteAsync($"api/vhosts/{Uri.EscapeDataString(name)}", cancellationToken);
        if (deleted.StatusCode != HttpStatusCode.NotFound) deleted.EnsureSuccessStatusCode();
    }

    /// <summary>What the management plugin says of every queue; its numbers are up to five seconds old.</summary>
    public async Task<IReadOnlyList<QueueStatus>> QueuesAsync(CancellationToken cancellationToken = default)
    {
        using var client = ManagementClient(address);
        return await client.GetFromJsonAsync<List<QueueStatus>>("api/queues?columns=name,messages,leader", cancellationToken) ?? [];
    }

    /// <summary>RabbitMQ's version.</summary>
    public async Task<string> VersionAsync(CancellationToken cancellationToken = default)
    {
        using var client = ManagementClient(address);
        var overview = await client.GetFromJsonAsync<System.Text.Json.JsonElement>("api/overview", cancellationToken);
        return overview.GetProperty("rabbitmq_version").GetString()!;
    }

    static HttpClient ManagementClient(RabbitMqAddress address)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{address.User}:{address.Password}"));
        return new() { BaseAddress = address.Management, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Basic", credentials) } };
    }

    static async Task<bool> AnswersAsync(RabbitMqAddress address, CancellationToken cancellationToken)
    {
        using var amqp = new TcpClient();
        await amqp.ConnectAsync(address.Amqp.Host, address.Amqp.Port, cancellationToken);
        using var client = ManagementClient(address);
        using var answer = await client.GetAsync("api/overview", cancellationToken);
        return answer.IsSuccessStatusCode;
    }
}
