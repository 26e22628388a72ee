using System.Net;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Where the process listens, as it was configured.</summary>
sealed class Listener(IConfiguration configuration)
{
    // What Kestrel takes when nothing is said.
    const string Default = "http://localhost:5000";

    readonly string[] addresses = Read(configuration);

    /// <summary>Whether it can be reached from this machine only.</summary>
    public bool IsLoopback => addresses.All(IsLoopbackAddress);

    /// <summary>The addresses, for a sentence.</summary>
    public string Addresses => string.Join(", ", addresses);

    static string[] Read(IConfiguration configuration)
    {
        string[] found =
        [
            .. Split(configuration["urls"]),
            .. Split(configuration["http_ports"]).Select(port => $"http://*:{port}"),
            .. Split(configuration["https_ports"]).Select(port => $"https://*:{port}"),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"] ?? ""),
        ];
        return found.Length > 0 ? found : [Default];
    }

    static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static bool IsLoopbackAddress(string address)
    {
        var host = BindingAddress.Parse(address).Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var parsed) && IPAddress.IsLoopback(parsed));
    }
}
