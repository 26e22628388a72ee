using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Discovery;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Scim.Filters;
using Blink.Pipeline.Scim.Resources;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

/// <summary>PostgreSQL finds the users that RFC 7644 §3.4.2.2 means, as the SCIM library evaluates it.</summary>
public sealed class FilterSqlProperties(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    const int Users = 12;

    static readonly Gen<string> Value = Gen.OneOf("a", "A", "b", "ß", "é", "É", "7", "o'neil@x", "%", "\\\"");

    // At most one work e-mail: of several, the first is the one that is looked up by its type.
    static readonly Gen<string> Emails = Gen.Select(Gen.OneOf(Value.Select(Email("work")), Gen.Const("")), Value.Select(Email("home")).Array[0, 2],
        (work, others) => $"[{string.Join(',', others.Append(work).Where(email => email.Length > 0))}]");

    static readonly Gen<string> Member = Gen.OneOf(Value.Select(value => $"\"{value}\""), Gen.Const("null"));

    static readonly Gen<string> Attributes = Gen.Select(Member, Member, Emails, (externalId, manager, emails) =>
        $$"""
        "externalId":{{externalId}},"emails":{{emails}},"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":{{manager}}}
        """);

    static readonly Gen<string> Term = Gen.OneOf(
        Gen.Select(
            Gen.OneOf("externalId", "EXTERNALID", "emails", "emails.value", "emails[type eq \"work\"].value", "manager", "manager.value",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"),
            Value, (path, value) => $"{path} eq \"{value}\""),
        Gen.Select(Gen.Int[0, Users], Gen.OneOf("userName", "USERNAME"), (number, path) => $"{path} eq \"user{number}\""),
        Value.Select(value => $"emails[value eq \"{value}\" and type eq \"Work\"]"),
        Value.Select(value => $"emails[value eq \"{value}\"]"),
        Gen.Int[0, Users].Select(number => $"id eq \"{{{number}}}\""),
        Gen.Const("externalId eq 7"));

    static readonly Gen<string> Filters = Term.Array[1, 3].Select(terms => string.Join(" and ", terms));

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_filter_finds_those_users_that_it_matches() =>
        Gen.Select(Attributes.Array[Users], Filters.Array[10]).SampleAsync(CheckAsync, iter: 40, threads: 1);

    async Task CheckAsync(string[] attributes, string[] filters)
    {
        var organisation = Guid.NewGuid();
        var store = ingress.Host.Services.GetRequiredService<DesiredStateStore>();
        var users = await Task.WhenAll(attributes.Select((attribute, number) => store.CreateAsync(organisation, Read($$"""
            {"userName":"{{(number % 2 == 0 ? "User" : "user")}}{{number}}",{{attribute}}}
            """), Token)));
        foreach (var template in filters)
        {
            var text = users.Select((user, number) => (user.Id, number)).Aggregate(template, (text, user) => text.Replace($"{{{user.number}}}", user.Id.ToString()));
            var filter = Filter.Parse(text);
            var page = await ingress.Host.Services.GetRequiredService<UserQueries>().ListAsync(organisation, filter, 0, 100, Token);
            var expected = users.Where(user => FilterEvaluator.Matches(filter, UserResourceType.Definition, WithId(user))).Select(user => user.Id).ToHashSet();
            Assert.True(expected.SetEquals(page.Users.Select(user => user.Id)), text);
            Assert.Equal(expected.Count, page.Total);
        }
    }

    static Func<string, string> Email(string type) => value => $$"""{"type":"{{type}}","value":"{{value}}"}""";

    static JsonObject Read(string json) => ResourceReader.Read(UserResourceType.Definition, JsonNode.Parse(json));

    static JsonObject WithId(StoredUser user)
    {
        var resource = (JsonObject)user.Document.DeepClone();
        resource["id"] = user.Id.ToString();
        return resource;
    }
}
