using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Resources;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Tests.Resources;

public sealed class ResourceWriterTests
{
    const string Core = "urn:ietf:params:scim:schemas:core:2.0:User";

    static readonly ResourceMeta Meta = new(
        "2819c223", new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(1)), new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero),
        "https://example.com/scim/Users/2819c223", "W/\"3\"");

    static readonly JsonObject Document = UserType.Read($$"""
        {
          "userName": "u", "externalId": "e", "title": "Driver", "name": { "givenName": "Adele", "familyName": "Vance" },
          "emails": [{ "type": "work", "value": "u@x" }],
          "{{UserType.Enterprise}}": { "department": "Retail", "manager": { "value": "m" } },
          "{{UserType.Blink}}": { "company": "Contoso" }
        }
        """);

    [Fact]
    public void A_resource_has_schemas_id_its_attributes_and_meta()
    {
        var resource = ResourceWriter.Write(UserType.Instance, Document, Meta);

        AssertEqual($$"""
            {
              "schemas": ["{{Core}}", "{{UserType.Enterprise}}", "{{UserType.Blink}}"],
              "id": "2819c223", "externalId": "e", "userName": "u", "name": { "givenName": "Adele", "familyName": "Vance" }, "title": "Driver",
              "emails": [{ "type": "work", "value": "u@x" }],
              "{{UserType.Enterprise}}": { "department": "Retail", "manager": { "value": "m" } },
              "{{UserType.Blink}}": { "company": "Contoso" },
              "meta": {
                "resourceType": "User", "created": "2026-01-02T02:04:05.678Z", "lastModified": "2026-02-03T04:05:06.000Z",
                "location": "https://example.com/scim/Users/2819c223", "version": "W/\"3\""
              }
            }
            """, resource);
    }

    [Theory]
    [InlineData("id", "{}")]
    [InlineData("userName", """{"userName":"u"}""")]
    [InlineData("USERNAME, title", """{"userName":"u","title":"Driver"}""")]
    [InlineData("name.givenName", """{"name":{"givenName":"Adele"}}""")]
    [InlineData("emails.value,shoeSize,,x y", """{"emails":[{"value":"u@x"}]}""")]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:externalId", """{"externalId":"e"}""")]
    [InlineData(UserType.Enterprise + ":manager.value", $$"""{"{{UserType.Enterprise}}":{"manager":{"value":"m"} } }""")]
    [InlineData(UserType.Blink, $$"""{"{{UserType.Blink}}":{"company":"Contoso"} }""")]
    [InlineData("meta.version", """{"meta":{"version":"W/\"3\""}}""")]
    public void Attributes_selects_what_is_returned_beside_schemas_and_id(string attributes, string expected)
    {
        var resource = ResourceWriter.Write(UserType.Instance, Document, Meta, AttributeSelection.Parse(UserType.Instance, attributes, null));

        Assert.Equal("2819c223", resource["id"]!.GetValue<string>());
        Assert.Equal(3, resource["schemas"]!.AsArray().Count);
        resource.Remove("id");
        resource.Remove("schemas");
        AssertEqual(expected, resource);
    }

    [Theory]
    [InlineData("id,schemas,emails,meta,name,externalId,title,userName", $$"""{"{{UserType.Enterprise}}":{"department":"Retail","manager":{"value":"m"} },"{{UserType.Blink}}":{"company":"Contoso"} }""")]
    [InlineData($"{Core},{UserType.Blink},meta,manager,externalId", $$"""{"{{UserType.Enterprise}}":{"department":"Retail"} }""")]
    [InlineData($"{UserType.Enterprise}:manager.value,{UserType.Enterprise}:department,{UserType.Blink},meta,emails.type,emails.value,name.givenName,title,userName,externalId", """{"name":{"familyName":"Vance"}}""")]
    public void Excluded_attributes_are_left_out_but_not_what_is_always_returned(string excluded, string expected)
    {
        var resource = ResourceWriter.Write(UserType.Instance, Document, Meta, AttributeSelection.Parse(UserType.Instance, "", excluded));

        Assert.True(resource.Remove("id"));
        Assert.True(resource.Remove("schemas"));
        AssertEqual(expected, resource);
    }

    [Fact]
    public void Attributes_and_excluded_attributes_together_are_refused()
    {
        var error = Assert.Throws<ScimException>(() => AttributeSelection.Parse(UserType.Instance, "userName", "title")).Error;

        Assert.Equal((400, "invalidValue"), (error.Status, error.ScimType));
    }

    [Fact]
    public void What_is_never_returned_is_not_returned_even_if_stored_and_asked_for()
    {
        var document = (JsonObject)Document.DeepClone();
        document["password"] = "secret";

        Assert.Null(ResourceWriter.Write(UserType.Instance, document, Meta)["password"]);
        Assert.Null(ResourceWriter.Write(UserType.Instance, document, Meta, AttributeSelection.Parse(UserType.Instance, "password", null))["password"]);
    }

    [Fact]
    public void What_is_returned_on_request_is_returned_only_if_named()
    {
        var type = new ResourceType("Thing", "/Things", new Schema("urn:x:2.0:Thing", "Thing", "A thing", [new SchemaAttribute("weight", "Its weight.") { Returned = Returned.Request }]), []);
        var document = ResourceReader.Read(type, JsonNode.Parse("""{"weight":"7 g"}"""));

        Assert.Null(ResourceWriter.Write(type, document, Meta)["weight"]);
        Assert.Equal("7 g", ResourceWriter.Write(type, document, Meta, AttributeSelection.Parse(type, "weight", null))["weight"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("state,userName", false)]
    [InlineData("urn:x:2.0:Fate:state", true)]
    [InlineData("URN:x:2.0:fate", true)]
    [InlineData("urn:x:2.0:Fate:reason", false)]
    public void A_computed_extension_is_listed_only_with_what_is_named_of_it(string? attributes, bool isShown)
    {
        var fate = new Schema("urn:x:2.0:Fate", "Fate", "A fate", [Asked("state"), Asked("reason")]) { IsComputed = true };
        var type = new ResourceType("User", "/Users", CoreUserSchema.Definition, [fate]);
        var document = ResourceReader.Read(type, JsonNode.Parse("""{"userName":"u","state":"sent","urn:x:2.0:Fate":{"state":"sent"} }"""));
        Assert.Equal("""{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"u"}""", document.ToJsonString());
        document[fate.Id] = new JsonObject { ["state"] = "good" };
        var selection = AttributeSelection.Parse(type, attributes, null);

        var resource = ResourceWriter.Write(type, document, Meta, selection);
        Assert.Equal(isShown, resource["schemas"]!.AsArray().Count == 2);
        Assert.Equal(isShown ? "good" : null, (string?)resource[fate.Id]?["state"]);
        Assert.Equal(attributes?.StartsWith("urn", StringComparison.OrdinalIgnoreCase) ?? false, selection.Names(fate));

        static SchemaAttribute Asked(string name) =>
            new(name, "It.") { Mutability = Mutability.ReadOnly, Returned = Returned.Request };
    }

    [Fact]
    public void Writing_leaves_the_document_as_it_was()
    {
        var before = Document.ToJsonString();

        ResourceWriter.Write(UserType.Instance, Document, Meta)["emails"]!.AsArray().Clear();

        Assert.Equal(before, Document.ToJsonString());
    }

    static void AssertEqual(string expected, JsonObject actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual.ToJsonString());
}
