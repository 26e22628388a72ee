using System.Diagnostics;

namespace Blink.Pipeline.Platform.Telemetry;

/// <summary>What the pipeline's spans say of whom they are about: ids and versions, never an attribute of a person.</summary>
public static class SpanTags
{
    /// <summary>The organisation's id.</summary>
    public const string Organisation = "blink.organisation.id";

    /// <summary>The SCIM user's id.</summary>
    public const string ScimUser = "blink.scim_user.id";

    /// <summary>The version of the SCIM user that was written, is asked for, or was reached.</summary>
    public const string Version = "blink.scim_user.version";

    /// <summary>Says which version of which user a span is about.</summary>
    /// <param name="span">The span; null: nobody listens.</param>
    /// <param name="organisationId">The organisation.</param>
    /// <param name="scimUserId">The user.</param>
    /// <param name="version">The version.</param>
    /// <returns>The same span.</returns>
    public static Activity? About(this Activity? span, Guid organisationId, Guid scimUserId, long version) =>
        span?.SetTag(Organisation, $"{organisationId}").SetTag(ScimUser, $"{scimUserId}").SetTag(Version, version);
}
