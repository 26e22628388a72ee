using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState.Queries;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;
using CsCheck;

namespace Blink.Pipeline.Ingress.Tests.DesiredState.Queries;

/// <summary>Listings are ordered as RFC 7644 §3.4.2.3 says, and pages by cursor together are the listing.</summary>
public sealed class OrderProperties(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static readonly Gen<(string Path, bool IsDescending, string Filter, int Size)> Listing = Gen.Select(
        Gen.OneOf([.. QueryGen.Paths]), Gen.Bool, Gen.OneOf("", "", "active eq true", "title pr or active ne true", "userName sw \"a\""), Gen.Int[1, 5]);

    [Fact]
    public Task A_listing_has_the_order_of_its_attribute_and_its_pages_make_it_up() =>
        Gen.Select(QueryGen.Document.Array[QuerySample.Size], Listing.Array[60]).SampleAsync(async (documents, listings) =>
        {
            var sample = await QuerySample.StoreAsync(ingress.Host.Services, documents);
            foreach (var (path, isDescending, filter, size) in listings)
            {
                if (Resolved(path) is { } attribute)
                    await CheckAsync(sample, attribute, path, isDescending, filter.Length == 0 ? null : sample.Filter(filter), size);
                else
                    Assert.Equal("invalidValue", Assert.Throws<ScimException>(() => UserOrder.Parse(path, isDescending)).Error.ScimType);
            }
        }, iter: 25, threads: 1);

    static async Task CheckAsync(QuerySample sample, ResolvedAttribute attribute, string path, bool isDescending, Filter? filter, int size)
    {
        var query = sample.Query(filter, UserOrder.Parse(path, isDescending));
        var expected = sample.Matching(filter).Order(Comparer<int>.Create((left, right) =>
            Compare(attribute, sample.Resources[left], sample.Resources[right]))).Select(number => sample.Users[number].Id).ToList();
        if (isDescending)
            expected.Reverse();
        Assert.Equal(expected, Ids(await sample.ListAsync(query)));

        var first = await sample.ListAsync(query, take: size);
        List<PlacedUser> walked = [.. first.Users];
        for (var page = first; page.Users.Count == size;)
        {
            page = await sample.ListAfterAsync(query, page.Users[^1].Position, size);
            walked.AddRange(page.Users);
        }
        Assert.Equal(expected, walked.Select(user => user.User.Id));
        Assert.Equal(expected.Skip(2).Take(size), Ids(await sample.ListAsync(query, 2, size)));
    }

    static IEnumerable<Guid> Ids(UserPage page) => page.Users.Select(user => user.User.Id);

    static ResolvedAttribute? Resolved(string path) =>
        AttributePath.TryParse(path, out var parsed) && UserResourceType.Definition.Resolve(parsed) is { Innermost.Compared: not null } found
            && found.Attribute.Returned is Returned.Default or Returned.Always ? found : null;

    static int Compare(ResolvedAttribute attribute, JsonObject left, JsonObject right)
    {
        var (one, other) = (Key(attribute, left), Key(attribute, right));
        var order = (one, other) switch
        {
            (null, null) => 0,
            (null, _) => 1,
            (_, null) => -1,
            _ => ComparableText.Compare(one, other),
        };
        return order != 0 ? order : string.CompareOrdinal((string)left["id"]!, (string)right["id"]!);
    }

    // Times in their only form, and false before true, are in the order of their text.
    static string? Key(ResolvedAttribute found, JsonObject resource)
    {
        var value = (found.Extension is null ? resource : resource[found.Extension.Id])?[found.Attribute.Name];
        if (value is JsonArray elements)
            value = elements.FirstOrDefault(element => element is JsonObject json && json["primary"]?.GetValueKind() == JsonValueKind.True) ?? elements.FirstOrDefault();
        var compared = found.Innermost.Compared!;
        if (compared != found.Attribute)
            value = value?[compared.Name];
        return value is null ? null : ComparableText.Of(compared, value.ToString());
    }
}
