using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Patching;
using Blink.Pipeline.Scim.Resources;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Patching;

public sealed class PatchProperties
{
    const int Cases = 10_000;

    static readonly string[] Failing =
    [
        """{"op":"replace","path":"id","value":"x"}""",
        """{"op":"remove","path":"userName"}""",
        """{"op":"add","path":"emails[","value":"x"}""",
        """{"op":"add","path":"active","value":"perhaps"}""",
        """{"op":"replace","path":"name[givenName eq \"nobody\"]","value":{"familyName":"x"}}""",
        """{"op":"add","path":"emails","value":[{"value":"1","primary":true},{"value":"2","primary":true}]}""",
        """{"op":"move","path":"title","value":"x"}""",
    ];

    static readonly Gen<string[]> Operations = Gen.OneOf(UserGen.AddOrReplace, UserGen.Remove).Array[0, 5];

    [Fact]
    public void The_same_add_or_replace_a_second_time_changes_nothing() =>
        Gen.Select(UserGen.User, UserGen.SettledAddOrReplace).Sample((user, operation) =>
        {
            if (TryPatch(user, operation) is { } once)
                AssertEqual(once, UserType.Patched(once, operation));
        }, iter: Cases);

    [Fact]
    public void The_document_that_is_patched_stays_as_it_was() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            var before = user.ToJsonString();
            TryPatch(user, operations);
            Assert.Equal(before, user.ToJsonString());
        }, iter: Cases);

    [Fact]
    public void A_patch_that_fails_changes_nothing_however_much_of_it_could_be_applied() =>
        Gen.Select(UserGen.User, Operations, Gen.OneOf(Failing), Operations).Sample((user, before, failing, after) =>
        {
            var json = user.ToJsonString();
            Assert.Throws<ScimException>(() => UserType.Patched(user, [.. before, failing, .. after]));
            Assert.Equal(json, user.ToJsonString());
        }, iter: Cases);

    [Fact]
    public void A_patched_document_is_one_that_the_reader_would_have_made() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            if (TryPatch(user, operations) is { } patched)
                AssertEqual(patched, ResourceReader.Read(UserType.Instance, InTheDatabasesOrder(patched)));
        }, iter: Cases);

    [Fact]
    public void At_most_one_value_is_primary() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            var emails = TryPatch(user, operations)?["emails"]?.AsArray() ?? [];
            Assert.InRange(emails.Count(email => email!["primary"]?.GetValueKind() == JsonValueKind.True), 0, 1);
        }, iter: Cases);

    [Fact]
    public void Any_json_is_a_patch_or_refused() =>
        Gen.OneOf(JsonGen.PatchOp, JsonGen.Text(5)).Sample(text =>
        {
            try
            {
                Patch.Parse(JsonGen.Parsed(text)).Apply(UserType.Instance, UserType.Read("""{"userName":"u","emails":[{"value":"a","type":"work"}]}"""));
            }
            catch (ScimException exception)
            {
                Assert.InRange(exception.Error.Status, 400, 413);
            }
        }, iter: Cases);

    [Fact]
    public void Any_body_built_by_the_grammar_with_a_twist_is_a_patch_or_refused() =>
        Gen.Select(UserGen.User, HostilePatchGen.Body).Sample((user, body) =>
        {
            var before = user.ToJsonString();
            try
            {
                var patched = Patch.Parse(RequestBody.Parse(Encoding.UTF8.GetBytes(body))).Apply(UserType.Instance, user);
                AssertEqual(patched, ResourceReader.Read(UserType.Instance, InTheDatabasesOrder(patched)));
            }
            catch (ScimException exception)
            {
                Assert.InRange(exception.Error.Status, 400, 413);
            }
            Assert.Equal(before, user.ToJsonString());
        }, iter: Cases);

    /// <summary>As PostgreSQL's jsonb gives it back: the members of each object by length, then by name.</summary>
    static JsonNode? InTheDatabasesOrder(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key.Length)
            .ThenBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, InTheDatabasesOrder(member.Value)))),
        JsonArray elements => new JsonArray([.. elements.Select(InTheDatabasesOrder)]),
        _ => node?.DeepClone(),
    };

    static JsonObject? TryPatch(JsonObject user, params string[] operations)
    {
        try
        {
            return UserType.Patched(user, operations);
        }
        catch (ScimException)
        {
            return null;
        }
    }

    static void AssertEqual(JsonObject expected, JsonObject actual) =>
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected.ToJsonString()}\n{actual.ToJsonString()}");
}
