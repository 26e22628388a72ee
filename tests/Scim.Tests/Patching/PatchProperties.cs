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
        Gen.Select(UserGen.User, UserGen.SettledAddOrReplace).Sample((user, operation) =>
        {
            if (TryPatch(user, operation) is { } once)
                AssertEqual(once, UserType.Patched(once, operation));
        }, iter: 2000);

    [Fact]
    public void The_document_that_is_patched_stays_as_it_was() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            var before = user.ToJsonString();
            TryPatch(user, operations);
            Assert.Equal(before, user.ToJsonString());
        }, iter: 2000);

    [Fact]
    public void A_patched_document_is_one_that_the_reader_would_have_made() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            if (TryPatch(user, operations) is { } patched)
                AssertEqual(patched, ResourceReader.Read(UserType.Instance, JsonNode.Parse(patched.ToJsonString())));
        }, iter: 2000);

    [Fact]
    public void At_most_one_value_is_primary() =>
        Gen.Select(UserGen.User, Operations).Sample((user, operations) =>
        {
            var emails = TryPatch(user, operations)?["emails"]?.AsArray() ?? [];
            Assert.InRange(emails.Count(email => email!["primary"]?.GetValueKind() == JsonValueKind.True), 0, 1);
        }, iter: 2000);

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
