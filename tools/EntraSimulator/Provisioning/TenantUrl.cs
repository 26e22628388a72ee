using System.Net;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>The addresses of requests under a tenant URL. A query string of the tenant URL, where Entra's flags live, goes along with every request.</summary>
sealed class TenantUrl(Uri tenantUrl, PatchMode mode)
{
    readonly string users = tenantUrl.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/Users";

    readonly string flags = string.Join('&', new[]
    {
        tenantUrl.Query.TrimStart('?'),
        mode is PatchMode.AadOptscim062020 && !tenantUrl.Query.Contains("aadOptscim062020", StringComparison.Ordinal) ? "aadOptscim062020" : "",
    }.Where(flag => flag.Length > 0));

    public Uri Users => With("");

    public Uri User(string id) => new($"{users}/{Uri.EscapeDataString(id)}{(flags.Length == 0 ? "" : $"?{flags}")}");

    /// <summary>A query with blanks written as <c>+</c>, as Entra does.</summary>
    public Uri Query(string filter, string? attributes = null) =>
        With($"filter={WebUtility.UrlEncode(filter)}{(attributes is null ? "" : $"&attributes={attributes}")}");

    /// <summary>A filter's text value: a JSON string (RFC 7644 §3.4.2.2).</summary>
    public static string Quoted(string value) => $"\"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";

    Uri With(string query)
    {
        var parts = string.Join('&', new[] { flags, query }.Where(part => part.Length > 0));
        return new Uri(parts.Length == 0 ? users : $"{users}?{parts}");
    }
}
