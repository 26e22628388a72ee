using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Tests.Filters;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Resources;

public sealed class ReaderProperties
{
    const int Cases = 10_000;

    static readonly Gen<string> Names = Gen.OneOf(
        Gen.Const(""), FilterGen.Scrap, Gen.OneOf("userName", "emails.value", "NAME", UserType.Enterprise, "urn:x:y", "id", "..", "meta.version").Array[0, 4].Select(names => string.Join(',', names)));

    static readonly ResourceMeta Meta = new("1", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "https://x/Users/1", "W/\"1\"");

    [Fact]
    public void Any_json_is_a_document_or_refused_and_reading_it_again_changes_nothing() =>
        JsonGen.Text(5).Sample(text =>
        {
            if (TryRead(() => JsonGen.Parsed(text)) is { } document)
                Assert.True(JsonNode.DeepEquals(document, ResourceReader.Read(UserType.Instance, JsonNode.Parse(document.ToJsonString()))));
        }, iter: Cases);

    [Fact]
    public void Any_bytes_are_json_or_refused() =>
        Gen.OneOf(JsonGen.Text(4).Select(Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 30]).Sample(bytes => TryRead(() => RequestBody.Parse(bytes)), iter: Cases);

    [Fact]
    public void Any_text_names_attributes_to_return_or_is_refused() =>
        Gen.Select(Names, Names, UserGen.User).Sample((attributes, excluded, user) =>
        {
            if (TrySelect(attributes, excluded) is { } selection)
            {
                var written = ResourceWriter.Write(UserType.Instance, user, Meta, selection);
                Assert.NotNull(written["id"]);
                Assert.NotNull(written["schemas"]);
            }
        }, iter: Cases);

    static AttributeSelection? TrySelect(string attributes, string excluded)
    {
        try
        {
            return AttributeSelection.Parse(UserType.Instance, attributes, excluded);
        }
        catch (ScimException exception)
        {
            Assert.Equal(400, exception.Error.Status);
            return null;
        }
    }

    static JsonObject? TryRead(Func<JsonNode?> body)
    {
        try
        {
            return ResourceReader.Read(UserType.Instance, body());
        }
        catch (ScimException exception)
        {
            Assert.Equal(400, exception.Error.Status);
            return null;
        }
    }
}
