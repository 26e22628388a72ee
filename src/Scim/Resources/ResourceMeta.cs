using System.Globalization;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Resources;

/// <summary>What the service provider knows about a resource (RFC 7643 §3.1).</summary>
/// <param name="Id">The identifier that it gave.</param>
/// <param name="Created">When it was created.</param>
/// <param name="LastModified">When it last changed.</param>
/// <param name="Location">Its URI; equal to the <c>Location</c> header.</param>
/// <param name="Version">Its entity tag, such as <c>W/"3"</c>; equal to the <c>ETag</c> header.</param>
public sealed record ResourceMeta(string Id, DateTimeOffset Created, DateTimeOffset LastModified, string Location, string Version)
{
    internal JsonObject ToJson(ResourceType resourceType) => new()
    {
        ["resourceType"] = resourceType.Name,
        ["created"] = Time(Created),
        ["lastModified"] = Time(LastModified),
        ["location"] = Location,
        ["version"] = Version,
    };

    /// <summary>A time as resources hold it: UTC, to the millisecond (RFC 7643 §2.3.5).</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
