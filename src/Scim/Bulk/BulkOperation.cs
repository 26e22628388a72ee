using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Scim.Bulk;

/// <summary>One operation of a bulk job (RFC 7644 §3.7); null is what it does not say.</summary>
public sealed record BulkOperation
{
    /// <summary>What to do; null only beside an error.</summary>
    public BulkMethod? Method { get; init; }

    /// <summary>The method as HTTP spells it, also one that there is not.</summary>
    public string? MethodName { get; init; }

    /// <summary>The client's name for the operation; a POST has one, unless there is an error.</summary>
    public string? BulkId { get; init; }

    /// <summary>The version that is meant to be changed, as <c>If-Match</c> would name it.</summary>
    public string? Version { get; init; }

    /// <summary>The endpoint or the resource, relative to the base URI; null only beside an error.</summary>
    public string? Path { get; init; }

    /// <summary>The body that the request would have alone.</summary>
    public JsonNode? Data { get; init; }

    /// <summary>Why it cannot be read; the others of the job are not harmed by it.</summary>
    public ScimException? Error { get; init; }
}
