using System.Text;
using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Tests.Resources;

/// <summary>What JSON files cannot show; the shapes of Entra's requests are in Entra/create.json.</summary>
public sealed class ResourceReaderTests
{
    static readonly ResourceType Types = new("Thing", "/Things", new Schema("urn:x:2.0:Thing", "Thing", "A thing",
    [
        new SchemaAttribute("count", "") { Type = AttributeType.Integer },
        new SchemaAttribute("weight", "") { Type = AttributeType.Decimal },
        new SchemaAttribute("seen", "") { Type = AttributeType.DateTime },
        new SchemaAttribute("key", "") { Type = AttributeType.Binary },
        new SchemaAttribute("link", "") { Type = AttributeType.Reference },
        new SchemaAttribute("tags", "") { MultiValued = true },
    ]), []);

    [Theory]
    [InlineData("""{"userName":"u","department":null,"manager":null,"CONTAINER":{"department":"Sales","manager":"7"}}""")]
    [InlineData("""{"CONTAINER":{"department":"Sales","manager":"7"},"userName":"u","department":null,"manager":null}""")]
    public void A_null_at_the_top_says_nothing_whatever_the_order(string json)
    {
        var container = UserType.Read(json.Replace("CONTAINER", UserType.Enterprise, StringComparison.Ordinal))[UserType.Enterprise];

        Assert.Equal("""{"department":"Sales","manager":{"value":"7"}}""", container?.ToJsonString());
    }

    [Theory]
    [InlineData("""{"userName":"a","userName":"b"}""", "An object of the body has a member twice.")]
    [InlineData("{\n\"userName\":\n}", "(line 3, byte 0)")]
    public void A_body_that_is_not_one_says_what_is_wrong(string body, string part) =>
        Assert.Contains(part, Assert.Throws<ScimException>(() => RequestBody.Parse(Encoding.UTF8.GetBytes(body))).Error.Detail, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"count":7}""")]
    [InlineData("""{"weight":1.50}""")]
    [InlineData("""{"seen":"2011-05-13T04:42:34.5+02:00"}""")]
    [InlineData("""{"key":"TWFu"}""")]
    [InlineData("""{"link":"../Users/1"}""")]
    [InlineData("""{"tags":["a","b"]}""")]
    public void A_value_of_each_type_is_kept_as_sent(string json)
    {
        var document = ResourceReader.Read(Types, JsonNode.Parse(json));

        document.Remove("schemas");
        Assert.Equal(json, document.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("count", """{"count":7.5}""")]
    [InlineData("count", """{"count":"7"}""")]
    [InlineData("count", """{"count":1e400}""")]
    [InlineData("weight", """{"weight":true}""")]
    [InlineData("seen", """{"seen":"yesterday"}""")]
    [InlineData("key", """{"key":"not base64!"}""")]
    [InlineData("link", """{"link":{"a":1}}""")]
    [InlineData("link", """{"link":["a","b"]}""")]
    [InlineData("tags", """{"tags":[["a"],["b"]]}""")]
    public void A_value_of_another_type_is_refused_by_the_attributes_name(string attribute, string json)
    {
        var error = Assert.Throws<ScimException>(() => ResourceReader.Read(Types, JsonNode.Parse(json))).Error;

        Assert.Equal((400, "invalidValue"), (error.Status, error.ScimType));
        Assert.StartsWith(attribute + ": ", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name.givenName", """{"userName":"u","name":{"givenName":"\ud800"}}""")]
    [InlineData("emails.value", """{"userName":"u","emails":[{"value":"a\u0000"}]}""")]
    public void Text_that_a_database_cannot_hold_is_refused_by_the_attributes_name(string attribute, string json)
    {
        var error = Assert.Throws<ScimException>(() => UserType.Read(json)).Error;

        Assert.Equal((400, "invalidValue"), (error.Status, error.ScimType));
        Assert.StartsWith(attribute + ": ", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_only_in_case_count_as_one_and_the_last_wins() =>
        Assert.Equal("b", UserType.Read("""{"userName":"a","USERNAME":"b"}""")["userName"]!.GetValue<string>());

    [Fact]
    public void A_name_given_twice_is_refused_even_if_the_parser_let_it_pass() =>
        Assert.Equal("invalidSyntax", Assert.Throws<ScimException>(() => UserType.Read("""{"userName":"a","userName":"b"}""")).Error.ScimType);

    [Fact]
    public void Values_read_back_byte_for_byte()
    {
        var document = UserType.Read("""{"userName":"Ünï@X","phoneNumbers":[{"value":" 07700 900123 "}],"emails":[{"value":"Mixed.Case@X"}]}""");

        Assert.Equal("Ünï@X", document["userName"]!.GetValue<string>());
        Assert.Equal(" 07700 900123 ", document["phoneNumbers"]![0]!["value"]!.GetValue<string>());
        Assert.Equal("Mixed.Case@X", document["emails"]![0]!["value"]!.GetValue<string>());
    }

    [Fact]
    public void A_value_sent_twice_is_kept_once_in_whatever_order_its_members_come() =>
        Assert.Single(UserType.Read("""{"userName":"u","emails":[{"type":"home","display":"b"},{"display":"b","type":"home"}]}""")["emails"]!.AsArray());

    [Fact]
    public void There_are_not_endlessly_many_values()
    {
        string Emails(int count) => $$"""{"userName":"u","emails":[{{string.Join(',', Enumerable.Range(0, count).Select(index => $"\"{index}@x\""))}}]}""";

        Assert.Equal(500, UserType.Read(Emails(500))["emails"]!.AsArray().Count);
        Assert.Equal("invalidValue", Assert.Throws<ScimException>(() => UserType.Read(Emails(501))).Error.ScimType);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]")]
    public void A_body_that_is_not_well_formed_json_is_invalid_syntax(string body)
    {
        var error = Assert.Throws<ScimException>(() => ResourceReader.Read(UserType.Instance, RequestBody.Parse(System.Text.Encoding.UTF8.GetBytes(body)))).Error;

        Assert.Equal((400, "invalidSyntax"), (error.Status, error.ScimType));
    }

    [Fact]
    public void A_byte_order_mark_is_skipped() =>
        Assert.Equal("u", ResourceReader.Read(UserType.Instance, RequestBody.Parse([0xEF, 0xBB, 0xBF, .. """{"userName":"u"}"""u8]))["userName"]!.GetValue<string>());
}
