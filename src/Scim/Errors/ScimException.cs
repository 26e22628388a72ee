namespace Blink.Pipeline.Scim.Errors;

/// <summary>A request that cannot be served, with the answer it gets. Made by the factories here only: they are the catalogue.</summary>
public sealed class ScimException : Exception
{
    ScimException(int status, string? scimType, string detail)
        : base(detail) => Error = new ScimError(status, scimType, detail);

    /// <summary>What to answer.</summary>
    public ScimError Error { get; }

    /// <summary>400 invalidFilter: the filter cannot be parsed, or compares what cannot be compared.</summary>
    /// <param name="detail">What is wrong.</param>
    /// <param name="position">Zero-based place in the filter where reading stopped.</param>
    public static ScimException InvalidFilter(string detail, int position) =>
        new(400, "invalidFilter", $"{detail} (at position {position} of the filter)");

    /// <summary>400 invalidFilter: the filter can be parsed, but compares what cannot be compared.</summary>
    public static ScimException InvalidFilter(string detail) => new(400, "invalidFilter", detail);

    /// <summary>400 tooMany: the query asks for more than the server is willing to calculate.</summary>
    public static ScimException TooMany(string detail) => new(400, "tooMany", detail);

    /// <summary>400 invalidCursor (RFC 9865 §2.1): one text for every reason, so that nothing is learnt of what is out of reach.</summary>
    public static ScimException InvalidCursor() => new(400, "invalidCursor",
        "cursor: not a value that this server gave as nextCursor for this query. Send the same filter, sortBy and sortOrder, or begin again with an empty cursor.");

    /// <summary>400 expiredCursor (RFC 9865 §2.1).</summary>
    public static ScimException ExpiredCursor(string detail) => new(400, "expiredCursor", $"cursor: {detail}");

    /// <summary>400 invalidCount (RFC 9865 §2.1): above the most, or not that of the first page.</summary>
    public static ScimException InvalidCount(string detail) => new(400, "invalidCount", $"count: {detail}");

    /// <summary>400 invalidSyntax: the body is not JSON, or not of the form the request asks for.</summary>
    public static ScimException InvalidSyntax(string detail) => new(400, "invalidSyntax", detail);

    /// <summary>400 invalidValue: a required value is missing, or a value does not fit its attribute.</summary>
    public static ScimException InvalidValue(string attribute, string detail) => new(400, "invalidValue", $"{attribute}: {detail}");

    /// <summary>400 invalidPath: the path of a PATCH operation cannot be read.</summary>
    public static ScimException InvalidPath(string path, string detail) =>
        new(400, "invalidPath", $"The path '{Shortened(path)}' cannot be read: {detail}");

    /// <summary>400 noTarget: the path of a PATCH operation leads to nothing, or is missing where it is needed.</summary>
    public static ScimException NoTarget(string detail) => new(400, "noTarget", detail);

    /// <summary>400 mutability: the attribute cannot be changed so.</summary>
    public static ScimException Mutability(string attribute, string detail) => new(400, "mutability", $"{attribute}: {detail}");

    /// <summary>400 invalidVers: the version in the URL is not spoken (RFC 7644 §3.13).</summary>
    public static ScimException InvalidVersion(string detail) => new(400, "invalidVers", detail);

    /// <summary>409 uniqueness: the value is in use.</summary>
    public static ScimException Uniqueness(string attribute) =>
        new(409, "uniqueness",
            $"{attribute}: another user of this organisation has this value. Give each user its own, or match the existing one.");

    /// <summary>409: an operation of a bulk job refers to a resource that the job does not create (RFC 7644 §3.7.1).</summary>
    public static ScimException UnresolvedBulkId(string bulkId, string detail) => new(409, null, $"bulkId:{Shortened(bulkId)}: {detail}");

    /// <summary>409: what was asked for was accepted, and could not be done. The keyword is the service provider's own.</summary>
    public static ScimException Conflict(string scimType, string detail) => new(409, scimType, detail);

    /// <summary>404: no such resource (RFC 7644 §3.12).</summary>
    public static ScimException NotFound(string detail) => new(404, null, detail);

    /// <summary>401: no token, or one that is not valid.</summary>
    public static ScimException Unauthorized(string detail) => new(401, null, detail);

    /// <summary>403: the token is valid, but may not do this.</summary>
    public static ScimException Forbidden(string detail) => new(403, null, detail);

    /// <summary>405: the endpoint does not know the method.</summary>
    public static ScimException MethodNotAllowed(string detail) => new(405, null, detail);

    /// <summary>408: the body came too slowly.</summary>
    public static ScimException RequestTimeout(string detail) => new(408, null, detail);

    /// <summary>412: the version in If-Match is not the current one (RFC 7644 §3.14).</summary>
    public static ScimException PreconditionFailed(string detail) => new(412, null, detail);

    /// <summary>413: the body, what it asks to do, or what it would make of the resource is above a limit.</summary>
    public static ScimException PayloadTooLarge(string detail) => new(413, null, detail);

    /// <summary>415: the body is not JSON by its media type.</summary>
    public static ScimException UnsupportedMediaType(string detail) => new(415, null, detail);

    /// <summary>429: more requests than are served; worth trying again later (RFC 6585 §4).</summary>
    public static ScimException TooManyRequests(string detail) => new(429, null, detail);

    /// <summary>500: a fault of ours.</summary>
    public static ScimException InternalError(string detail) => new(500, null, detail);

    /// <summary>501: the protocol has it, this server does not.</summary>
    public static ScimException NotImplemented(string detail) => new(501, null, detail);

    /// <summary>503: a server we depend on is away; worth trying again.</summary>
    public static ScimException ServiceUnavailable(string detail) => new(503, null, detail);

    // The detail ends in a provisioning log: enough of a path to find the mapping, never a whole document.
    static string Shortened(string text) => text.Length <= 200 ? text : string.Concat(text.AsSpan(0, 200), "…");
}
