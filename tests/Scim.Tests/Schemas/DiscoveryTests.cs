using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Messages;
using Blink.Pipeline.Scim.Schemas;

namespace Blink.Pipeline.Scim.Tests.Schemas;

public sealed class DiscoveryTests
{
    const string BaseUri = "https://example.com/scim";

    static readonly Schema[] All = [UserType.Instance.Schema, .. UserType.Instance.Extensions];

    [Fact]
    public void Every_attribute_that_the_gallery_app_maps_can_be_discovered()
    {
        var found = All.SelectMany(schema => Flattened(DiscoveryDocuments.Of(schema, BaseUri))).ToHashSet();

        Assert.Superset(new HashSet<string>
        {
            "userName", "active", "title", "emails[type eq \"work\"].value", "name.givenName", "name.familyName",
            "phoneNumbers[type eq \"work\"].value", "phoneNumbers[type eq \"mobile\"].value",
            "department", "employeeNumber", "manager.value", "company", "description", "location",
        }, found);
    }

    [Fact]
    public void Nothing_is_null_and_keywords_are_in_camel_case()
    {
        var text = string.Concat(All.Select(schema => DiscoveryDocuments.Of(schema, BaseUri).ToJsonString()));

        Assert.DoesNotContain("null", text, StringComparison.Ordinal);
        Assert.Contains("\"mutability\":\"readWrite\"", text, StringComparison.Ordinal);
        Assert.Contains("\"mutability\":\"readOnly\"", text, StringComparison.Ordinal);
        Assert.Contains("\"returned\":\"never\"", text, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"binary\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_user_name_is_required_unique_and_compared_without_case()
    {
        var schema = DiscoveryDocuments.Of(UserType.Instance.Schema, BaseUri);
        var userName = schema["attributes"]!.AsArray().Single(attribute => attribute!["name"]!.GetValue<string>() == "userName")!.AsObject();
        userName.Remove("description");

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {"name":"userName","type":"string","multiValued":false,"required":true,"caseExact":false,"mutability":"readWrite","returned":"default","uniqueness":"server"}
            """), userName), userName.ToJsonString());
        Assert.Equal($"{BaseUri}/Schemas/{UserType.Instance.Schema.Id}", schema["meta"]!["location"]!.GetValue<string>());
    }

    [Fact]
    public void A_resource_type_names_its_schemas()
    {
        var type = DiscoveryDocuments.Of(UserType.Instance, BaseUri);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse($$"""
            {
              "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": "User", "name": "User", "endpoint": "/Users",
              "description": "User Account", "schema": "urn:ietf:params:scim:schemas:core:2.0:User",
              "schemaExtensions": [{ "schema": "{{UserType.Enterprise}}", "required": false }, { "schema": "{{UserType.Blink}}", "required": false }],
              "meta": { "resourceType": "ResourceType", "location": "https://example.com/scim/ResourceTypes/User" }
            }
            """), type), type.ToJsonString());
    }

    [Fact]
    public void The_service_provider_config_has_all_that_rfc_7643_requires()
    {
        var config = new ServiceProviderConfig(
            200, ETag: true, Sort: true, new Pagination(100, TimeSpan.FromHours(1)),
            [new("oauthbearertoken", "Bearer token", "A token of the organisation.")], Bulk: new BulkLimits(1000, 1048576)).ToJson(BaseUri);

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""
            {
              "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
              "patch": { "supported": true }, "bulk": { "supported": true, "maxOperations": 1000, "maxPayloadSize": 1048576 },
              "filter": { "supported": true, "maxResults": 200 }, "changePassword": { "supported": false }, "sort": { "supported": true },
              "etag": { "supported": true },
              "pagination": {
                "cursor": true, "index": true, "defaultPaginationMethod": "index", "defaultPageSize": 100, "maxPageSize": 200, "cursorTimeout": 3600
              },
              "authenticationSchemes": [{ "type": "oauthbearertoken", "name": "Bearer token", "description": "A token of the organisation.", "primary": true }],
              "meta": { "resourceType": "ServiceProviderConfig", "location": "https://example.com/scim/ServiceProviderConfig" }
            }
            """), config), config.ToJsonString());
    }

    [Fact]
    public void A_list_response_holds_an_array_even_when_empty()
    {
        Assert.Equal("""{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"startIndex":1,"itemsPerPage":0,"Resources":[]}""",
            ListResponse.Of([]).ToJson().ToJsonString());
        Assert.Equal(2, ListResponse.Of([[], []]).ToJson()["itemsPerPage"]!.GetValue<int>());
    }

    static IEnumerable<string> Flattened(JsonObject schema)
    {
        foreach (var attribute in schema["attributes"]!.AsArray())
        {
            var name = attribute!["name"]!.GetValue<string>();
            yield return name;
            foreach (var subAttribute in attribute["subAttributes"]?.AsArray() ?? [])
            {
                var subName = subAttribute!["name"]!.GetValue<string>();
                yield return $"{name}.{subName}";
                if (subName != "type")
                    continue;
                foreach (var type in subAttribute["canonicalValues"]?.AsArray() ?? [])
                    yield return $"{name}[type eq \"{type}\"].value";
            }
        }
    }
}
