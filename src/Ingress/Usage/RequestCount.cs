namespace Blink.Pipeline.Ingress.Usage;

/// <summary>How requests were answered.</summary>
/// <param name="Events">What Entra counts as a provisioning event: changes, and reads that failed.</param>
/// <param name="ClientErrors">Those of them that were answered 4xx.</param>
/// <param name="ServerErrors">Those of them that were answered 5xx.</param>
readonly record struct RequestCount(long Events, long ClientErrors, long ServerErrors)
{
    /// <summary>
    /// One answered request. A read that succeeds only prepares a change, so it is no event; one that fails ends it. A 404 to a read
    /// says that the user is gone, which is no failure: Entra creates it.
    /// </summary>
    public static RequestCount Of(string method, PathString path, int status) => status switch
    {
        >= 500 => new(1, 0, 1),
        StatusCodes.Status404NotFound when IsRead(method, path) => default,
        >= 400 => new(1, 1, 0),
        _ => IsRead(method, path) ? default : new(1, 0, 0),
    };

    public static RequestCount operator +(RequestCount one, RequestCount other) => new(
        one.Events + other.Events, one.ClientErrors + other.ClientErrors, one.ServerErrors + other.ServerErrors);

    // RFC 7644 §3.4.3: a query may also be a POST.
    static bool IsRead(string method, PathString path) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || path.Value?.TrimEnd('/').EndsWith("/.search", StringComparison.OrdinalIgnoreCase) is true;
}
