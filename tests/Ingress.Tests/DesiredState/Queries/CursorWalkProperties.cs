using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Ingress.Tests.Hosting;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

/// <summary>While users come, change and go, a walk by cursor still sees each user that stays as it is, once.</summary>
public sealed class CursorWalkProperties(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static readonly Gen<(string Order, bool IsDescending, int Size)> Walk =
        Gen.Select(Gen.OneOf("id", "userName", "title", "meta.created", "meta.lastModified", "active"), Gen.Bool, Gen.Int[1, 4]);

    static readonly Gen<(int Number, int Kind, string Title)> Event = Gen.Select(Gen.Int[0, QuerySample.Size - 1], Gen.Int[0, 2], Gen.OneOf("a", "m", "z"));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Each_user_that_stays_as_it_is_is_seen_once_and_nobody_twice_in_one_state() =>
        Gen.Select(QueryGen.Document.Array[QuerySample.Size], Walk, Event.Array[2].Array[8]).SampleAsync(CheckAsync, iter: 60, threads: 1);

    async Task CheckAsync(Func<int, JsonObject>[] documents, (string Order, bool IsDescending, int Size) walk, (int Number, int Kind, string Title)[][] events)
    {
        var sample = await QuerySample.StoreAsync(ingress.Host.Services, documents);
        var query = sample.Query(null, UserOrder.Parse(walk.Order, walk.IsDescending));
        var page = await sample.ListAsync(query, take: walk.Size);
        List<StoredUser> seen = [.. page.Users.Select(user => user.User)];
        for (var step = 0; page.Users.Count == walk.Size; step++)
        {
            foreach (var (number, kind, title) in step < events.Length ? events[step] : [])
                await ChangeAsync(query.OrganisationId, sample.Users[number], kind, title);
            page = await sample.ListAfterAsync(query, page.Users[^1].Position, walk.Size);
            seen.AddRange(page.Users.Select(user => user.User));
        }
        var now = await sample.ListAsync(query);
        var unchanged = now.Users.Select(user => user.User)
            .Where(user => sample.Users.Any(before => before.Id == user.Id && before.Version == user.Version));
        Assert.All(unchanged, user => Assert.Single(seen, other => other.Id == user.Id));
        Assert.Equal(seen.Count, seen.DistinctBy(user => (user.Id, user.Version)).Count());
    }

    async Task ChangeAsync(Guid organisation, StoredUser user, int kind, string title)
    {
        var store = ingress.Host.Services.GetRequiredService<DesiredStateStore>();
        var document = new JsonObject { ["userName"] = $"{title}{Guid.NewGuid()}", ["title"] = title, ["active"] = title == "a" };
        if (kind == 0)
            await store.CreateAsync(organisation, document, Token);
        // Somebody may have deleted the user in an earlier step: then there is nothing to change.
        else if (await ingress.Host.Services.GetRequiredService<UserQueries>().FindAsync(organisation, user.Id, Token) is not null)
            await store.ChangeAsync(organisation, user.Id, current => kind == 1 ? UserChange.To(current, document) : new UserChange.Deleted(), Token);
    }
}
