using Blink.Pipeline.Platform.Purging;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.History;

/// <summary>What the ingress forgets: users that were deleted long ago, whose ids are never used again.</summary>
static class IngressHistory
{
    const string DeletedUsersSql = """
        DELETE FROM scim.users
        WHERE id IN (
            SELECT users.id
            FROM scim.users AS users
            JOIN provisioning.user_outcomes AS outcome ON outcome.scim_user_id = users.id
            WHERE users.deleted_at < @before
                AND outcome.version >= users.version
                AND outcome.outcome = 'applied'
            LIMIT @limit
            FOR UPDATE OF users SKIP LOCKED)
        """;

    const string PublicationsSql = """
        DELETE FROM scim.publications
        WHERE ctid IN (
            SELECT ctid
            FROM scim.publications
            WHERE acknowledged_at < @before
            ORDER BY acknowledged_at
            LIMIT @limit
            FOR UPDATE SKIP LOCKED)
        """;

    public static void AddHistory(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<UserHistoryOptions, UserHistoryOptionsValidator>().BindConfiguration("History");
        services.AddPurges(
            provider => new Purge("scim.users", DeletedUsersSql, provider.GetRequiredService<IOptions<UserHistoryOptions>>().Value.DeletedUsers),
            provider => new Purge("scim.publications", PublicationsSql, provider.GetRequiredService<IOptions<UserHistoryOptions>>().Value.Versions));
    }
}
