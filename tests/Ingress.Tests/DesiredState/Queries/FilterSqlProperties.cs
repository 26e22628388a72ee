using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Scim.Errors;
using CsCheck;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

/// <summary>PostgreSQL finds the users that RFC 7644 §3.4.2.2 means, as the SCIM library evaluates it.</summary>
public sealed class FilterSqlProperties(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    int found;
    int refused;

    [Fact]
    public async Task A_filter_finds_those_users_that_it_matches()
    {
        await Gen.Select(QueryGen.Document.Array[QuerySample.Size], QueryGen.Filter.Array[80]).SampleAsync(async (documents, filters) =>
        {
            var sample = await QuerySample.StoreAsync(ingress.Host.Services, documents);
            foreach (var filter in filters)
                await CheckAsync(sample, filter);
        }, iter: 50, threads: 1);
        Assert.InRange(found, 2_000, int.MaxValue);
        Assert.InRange(refused, 1, found);
    }

    async Task CheckAsync(QuerySample sample, string template)
    {
        var filter = sample.Filter(template);
        var expected = Catch(() => sample.Matching(filter).Select(number => sample.Users[number].Id).ToHashSet());
        try
        {
            var page = await sample.ListAsync(sample.Query(filter));
            Assert.True(expected is not null && expected.SetEquals(page.Users.Select(user => user.User.Id)), Told(sample, filter));
            Assert.Equal(expected.Count, page.Total);
            found++;
        }
        catch (ScimException exception)
        {
            Assert.Equal("invalidFilter", exception.Error.ScimType);
            Assert.True(expected is null, Told(sample, filter));
            refused++;
        }
    }

    static string Told(QuerySample sample, object filter) => $"{filter}\n{string.Join('\n', sample.Resources.Select(user => user.ToJsonString()))}";

    static HashSet<Guid>? Catch(Func<HashSet<Guid>> evaluate)
    {
        try
        {
            return evaluate();
        }
        catch (ScimException)
        {
            return null;
        }
    }
}
