using System.Globalization;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Scim.Errors;

namespace Blink.Pipeline.Ingress.Users;

/// <summary>The version of a user as HTTP shows and compares it (RFC 7644 §3.14).</summary>
static class EntityTag
{
    public static string Of(long version) => string.Create(CultureInfo.InvariantCulture, $"W/\"{version}\"");

    /// <summary>Refuses a change that was meant for another version: <c>If-Match</c>, or <c>version</c> of a bulk operation.</summary>
    /// <exception cref="ScimException">412.</exception>
    public static void Check(string? ifMatch, StoredUser user)
    {
        if (!string.IsNullOrEmpty(ifMatch) && !Lists(ifMatch, user))
            throw ScimException.PreconditionFailed($"The user is at version {Of(user.Version)}, not at the one that the request names. Read it again.");
    }

    /// <summary>Whether the header names the user's version, or any.</summary>
    /// <remarks>Versions are compared, not representations: a client that left out W/ means the same.</remarks>
    public static bool Lists(string? tags, StoredUser user)
    {
        var version = Of(user.Version)[2..];
        return (tags ?? "")
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(tag => tag == "*" || tag == version || tag == "W/" + version);
    }
}
