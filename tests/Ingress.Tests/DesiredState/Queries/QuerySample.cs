using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

/// <summary>A few users of a new organisation, stored, and as a client reads them.</summary>
sealed class QuerySample(Guid organisation, IReadOnlyList<StoredUser> users, UserQueries queries)
{
    public const int Size = 12;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public IReadOnlyList<StoredUser> Users => users;

    public IReadOnlyList<JsonObject> Resources { get; } = [.. users.Select(user => ResourceWriter.Write(UserResourceType.Definition, user.Document,
        new ResourceMeta(user.Id.ToString(), user.CreatedAt, user.LastModified, $"http://x/Users/{user.Id}", $"W/\"{user.Version}\"")))];

    public static async Task<QuerySample> StoreAsync(IServiceProvider services, IReadOnlyList<Func<int, JsonObject>> documents)
    {
        var organisation = Guid.NewGuid();
        var store = services.GetRequiredService<DesiredStateStore>();
        var users = await Task.WhenAll(documents.Select((document, number) => store.CreateAsync(organisation, document(number), Token)));
        // Every third has been changed, so that versions and times differ.
        users = await Task.WhenAll(users.Select((user, number) => number % 3 != 0 ? Task.FromResult(user) : store.ChangeAsync(
            organisation, user.Id, current => UserChange.To(current, documents[(number + 1) % documents.Count](number)), Token)));
        return new QuerySample(organisation, users, services.GetRequiredService<UserQueries>());
    }

    /// <summary>The filter, its places filled with what the users have.</summary>
    public Filter Filter(string template)
    {
        for (var number = 0; number < users.Count; number++)
        {
            template = template.Replace($"{{{number}}}", users[number].Id.ToString())
                .Replace($"{{t{number}}}", users[number].LastModified.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff"));
        }
        return Scim.Filters.Filter.Parse(template);
    }

    /// <summary>The users that the filter means.</summary>
    public IEnumerable<int> Matching(Filter? filter) => Enumerable.Range(0, users.Count)
        .Where(number => filter is null || FilterEvaluator.Matches(filter, UserResourceType.Definition, Resources[number]));

    public UserQuery Query(Filter? filter, UserOrder? order = null) => new(organisation, "http://x/Users/", filter, order ?? UserOrder.ById);

    public Task<UserPage> ListAsync(UserQuery query, int skip = 0, int take = 100) => queries.ListAsync(query, skip, take, Token);

    public Task<UserPage> ListAfterAsync(UserQuery query, UserPosition position, int take) => queries.ListAfterAsync(query, position, take, Token);
}
