using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Users;
using Blink.Pipeline.Scim.Resources;

namespace Blink.Pipeline.Ingress.Outcomes;

/// <summary>What became of a user, as the attributes of <see cref="ProvisioningSchema"/>.</summary>
static class ProvisioningState
{
    /// <summary>The state of a user.</summary>
    /// <param name="user">The user as its organisation wants it.</param>
    /// <param name="outcome">The newest decision about it, which may be about an older version; null: there is none.</param>
    public static JsonObject Of(StoredUser user, UserOutcome? outcome)
    {
        // A newer version, decided on since the user was read, answers for this one.
        if (outcome is null || outcome.Version < user.Version)
            return State(ProvisioningSchema.Pending, null, user.Version, user.LastModified);
        return State(outcome.Outcome, outcome, outcome.Version, outcome.DecidedAt);
    }

    static JsonObject State(string state, UserOutcome? outcome, long version, DateTimeOffset at)
    {
        var json = new JsonObject { ["state"] = state };
        if (outcome?.Reason is { } reason)
            (json["reason"], json["detail"]) = (reason, outcome.Detail);
        (json["version"], json["at"]) = (EntityTag.Of(version), ResourceMeta.Time(at));
        return json;
    }
}
