using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace Blink.Pipeline.Console.Tests.Bench;

/// <summary>Something that can be requested of the console.</summary>
/// <param name="Method">GET, if it takes any.</param>
/// <param name="Route">As it was mapped.</param>
/// <param name="IsOpen">Whether it was mapped for everybody.</param>
/// <param name="IsAsset">Whether it is a file.</param>
sealed partial record ConsoleEndpoint(string Method, string Route, bool IsOpen, bool IsAsset)
{
    public string Name => $"{Method} {Route}";

    /// <summary>Everything that can be requested.</summary>
    public static IReadOnlyList<ConsoleEndpoint> Of(ConsoleHost host) =>
    [
        .. host.Use<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(endpoint => new ConsoleEndpoint(
            endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is [var method, ..] ? method : "GET",
            "/" + endpoint.RoutePattern.RawText?.TrimStart('/'),
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor"))),
    ];

    /// <summary>Requests it, with values for what the route leaves open.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpClient client, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(Method), Parameter().Replace(Route, match =>
            match.Value.Contains("guid", StringComparison.Ordinal) ? Guid.Empty.ToString() : "1"));
        if (Method == "POST")
            request.Content = JsonContent.Create(body ?? new { });
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
