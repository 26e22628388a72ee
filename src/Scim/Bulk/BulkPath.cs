using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>Reads the path of an operation as the routing of a single request would: in any case, with or without slash at the end.</summary>
public static class BulkPath
{
    /// <summary>What stands behind the endpoint: an id or a reference such as "bulkId:qwerty"; null when nothing does.</summary>
    /// <param name="resourceType">The resource type whose endpoint is meant to be named.</param>
    /// <param name="path">The path, relative to the base URI.</param>
    /// <exception cref="ScimException">404: the path names something else.</exception>
    public static string? IdIn(ResourceType resourceType, string path)
    {
        var relative = "/" + path.Trim('/');
        if (relative.Equals(resourceType.Endpoint, StringComparison.OrdinalIgnoreCase))
            return null;
        if (!relative.StartsWith(resourceType.Endpoint + "/", StringComparison.OrdinalIgnoreCase))
        {
            throw ScimException.NotFound(
                $"An operation's path must be {resourceType.Endpoint}, or {resourceType.Endpoint}/ with an id, relative to the base address.");
        }
        var id = relative[(resourceType.Endpoint.Length + 1)..];
        return BulkIdResolver.IsReference(id) ? id : Uri.UnescapeDataString(id);
    }

    /// <summary>Refuses a POST of a resource, and another method on the endpoint.</summary>
    /// <exception cref="ScimException">405, as for a single request.</exception>
    public static void CheckMethod(BulkMethod method, string? id)
    {
        if (method == BulkMethod.Post && id is not null)
            throw ScimException.MethodNotAllowed("A POST goes to the endpoint; the new resource gets its id from the server.");
        if (method != BulkMethod.Post && id is null)
            throw ScimException.MethodNotAllowed("A PUT, PATCH or DELETE needs the id of a resource behind the endpoint.");
    }
}
