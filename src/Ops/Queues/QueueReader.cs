using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Queues;

/// <summary>Asks the broker's management API about the queues of the pipeline's virtual host.</summary>
sealed class QueueReader(OpsSettings settings, HttpClient http)
{
    // No bodies, no arguments: only what is shown.
    const string Columns = "name,type,messages_ready,messages_unacknowledged,consumers,message_stats.publish_details.rate,message_stats.ack_details.rate";

    /// <summary>Lists the queues.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Work queues first, then those for dead letters, then others; each by name.</returns>
    /// <exception cref="OpsException">The API does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<QueueState>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await GetAsync($"api/queues/{Uri.EscapeDataString(VirtualHost())}?columns={Columns}", cancellationToken);
        return [.. answer.EnumerateArray().Select(Read).OrderBy(queue => Order(queue.Kind)).ThenBy(queue => queue.Name, StringComparer.Ordinal)];
    }

    async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        var management = settings.Management;
        var root = new UriBuilder(management.Uri) { UserName = "", Password = "" }.Uri;
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(root, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"{Uri.UnescapeDataString(management.UserName)}:{Uri.UnescapeDataString(management.Password)}")));
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                throw new OpsException("The broker's management API refuses the login: correct RabbitMq__ManagementUser and __ManagementPassword; the user needs the tag 'monitoring'.");
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            throw new OpsException($"The broker's management API at {root} does not answer ({exception.Message}): start it, or correct RabbitMq__ManagementUrl or --rabbitmq-management.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OpsException($"The broker's management API at {root} did not answer within {http.Timeout.TotalSeconds:0} seconds: look at the broker's log.");
        }
    }

    // amqp://host:5672/name; a lone slash, or nothing, is the virtual host "/".
    string VirtualHost() => Uri.UnescapeDataString(settings.RabbitMq.AbsolutePath.TrimStart('/')) is { Length: > 0 } name ? name : "/";

    static QueueState Read(JsonElement queue) => new(
        queue.GetProperty("name").GetString()!,
        KindOf(queue.GetProperty("name").GetString()!),
        queue.TryGetProperty("type", out var type) ? type.GetString()! : "classic",
        Number(queue, "messages_ready"),
        Number(queue, "messages_unacknowledged"),
        (int)Number(queue, "consumers"),
        Rate(queue, "publish_details"),
        Rate(queue, "ack_details"));

    static string KindOf(string name) => 0 switch
    {
        _ when Names.Work.Contains(name) => "work",
        _ when DeadLetterQueues.All.Contains(name) => "deadLetters",
        _ => "other",
    };

    static int Order(string kind) => kind switch { "work" => 0, "deadLetters" => 1, _ => 2 };

    // A queue that was declared a moment ago has no numbers yet.
    static long Number(JsonElement queue, string name) =>
        queue.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : 0;

    static double Rate(JsonElement queue, string name) =>
        queue.TryGetProperty("message_stats", out var stats) && stats.ValueKind == JsonValueKind.Object
        && stats.TryGetProperty(name, out var details) && details.TryGetProperty("rate", out var rate)
            ? rate.GetDouble()
            : 0;
}
