using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Patching;
using Blink.Pipeline.Scim.Resources;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Patching;

public sealed class PatchProperties
{
    static readonly Gen<string[]> Operations = Gen.OneOf(UserGen.AddOrReplace, UserGen.Remove).Array[0, 5];

    [Fact]
    public void The_same_add_or_replace_a_second_time_changes_nothing() =>
        Gen.Select(UserGen.User, UserGen.AddOrReplace).Sample((user, operation) =>
        {
            if (TryPatch(user, operation) is { } once)
                AssertEqual(once, UserType.Patched(once, operation));
        });

    [Fact]
    public void The_document_that_is_patched_stays_as_it_was() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            var before = user.ToJsonString();
            TryPatch(user, operations);
            Assert.Equal(before, user.ToJsonString());
        });

    [Fact]
    public void Operations_in_one_patch_do_what_they_do_one_by_one() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            // Between two requests a bare label is dropped, within one it waits for its value: then they may differ.
            if (operations.Any(operation => operation.Contains("].type", StringComparison.Ordinal) || operation.Contains("].primary", StringComparison.Ordinal)
                || operation.Contains("primary", StringComparison.Ordinal)))
                return;
            var oneByOne = operations.Aggregate((JsonObject?)user, (document, operation) => document is null ? null : TryPatch(document, operation));
            var atOnce = TryPatch(user, operations);
            Assert.Equal(oneByOne is null, atOnce is null);
            if (atOnce is not null)
                AssertEqual(oneByOne!, atOnce);
        });

    [Fact]
    public void A_patched_document_is_one_that_the_reader_would_have_made() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            if (TryPatch(user, operations) is { } patched)
                AssertEqual(patched, ResourceReader.Read(UserType.Instance, JsonNode.Parse(patched.ToJsonString())));
        });

    [Fact]
    public void At_most_one_value_is_primary() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            var emails = TryPatch(user, operations)?["emails"]?.AsArray() ?? [];
            Assert.InRange(emails.Count(email => email!["primary"]?.GetValueKind() == JsonValueKind.True), 0, 1);
        });

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
        }, iter: 2000);

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
