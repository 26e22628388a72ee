using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;
using CsCheck;

namespace Blink.Pipeline.Scim.Tests.Resources;

public sealed class ReaderProperties
{
    [Fact]
    public void Any_json_is_a_document_or_refused_and_reading_it_again_changes_nothing() =>
        JsonGen.Text(5).Sample(text =>
        {
            if (TryRead(() => JsonGen.Parsed(text)) is { } document)
                Assert.True(JsonNode.DeepEquals(document, ResourceReader.Read(UserType.Instance, JsonNode.Parse(document.ToJsonString()))));
        }, iter: 2000);

    [Fact]
    public void Any_bytes_are_json_or_refused() =>
        Gen.OneOf(JsonGen.Text(4).Select(Encoding.UTF8.GetBytes), Gen.Byte.Array[0, 30]).Sample(bytes => TryRead(() => RequestBody.Parse(bytes)), iter: 2000);

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
