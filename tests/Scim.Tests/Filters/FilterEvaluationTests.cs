using System.Text.Json.Nodes;
using Blink.Pipeline.Scim.Errors;
using Blink.Pipeline.Scim.Filters;

namespace Blink.Pipeline.Scim.Tests.Filters;

public sealed class FilterEvaluationTests
{
    static readonly JsonObject Adele = JsonNode.Parse("""
        {
          "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
          "id": "Id-1",
          "externalId": "Adele",
          "userName": "Adele@Contoso.com",
          "active": true,
          "name": { "givenName": "Adele" },
          "emails": [{ "type": "work", "value": "adele@contoso.com", "primary": true }, { "type": "home", "value": "a@home" }],
          "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "Retail", "manager": { "value": "m-1" } },
          "meta": { "lastModified": "2026-03-01T12:00:00.000Z" }
        }
        """)!.AsObject();

    [Theory]
    [InlineData("userName eq \"ADELE@contoso.com\"", true)]
    [InlineData("externalId eq \"Adele\"", true)]
    [InlineData("externalId eq \"adele\"", false)]
    [InlineData("id eq \"Id-1\" and manager eq \"m-1\"", true)]
    [InlineData("manager eq \"m-2\" and id eq \"Id-1\"", false)]
    [InlineData("emails[type eq \"work\"].value eq \"Adele@contoso.com\"", true)]
    [InlineData("emails[type eq \"work\"].value eq \"a@home\"", false)]
    [InlineData("emails.type eq \"work\" and emails.value eq \"a@home\"", true)]
    [InlineData("emails eq \"a@home\"", true)]
    [InlineData("emails co \"contoso\"", true)]
    [InlineData("emails[primary eq \"True\"].value sw \"adele\"", true)]
    [InlineData("userName ew \".com\"", true)]
    [InlineData("userName gt \"abel\"", true)]
    [InlineData("userName lt \"abel\"", false)]
    [InlineData("title pr", false)]
    [InlineData("name pr", true)]
    [InlineData("emails pr", true)]
    [InlineData("title eq null", true)]
    [InlineData("title ne \"x\"", true)]
    [InlineData("emails.type ne \"work\"", false)]
    [InlineData("active eq \"True\"", true)]
    [InlineData("active ne true", false)]
    [InlineData("shoeSize eq 43", false)]
    [InlineData("shoeSize ne 43", true)]
    [InlineData("shoeSize gt 43", false)]
    [InlineData("not (active eq false) and (title pr or name.givenName eq \"ADELE\")", true)]
    [InlineData("meta.lastModified ge \"2026-03-01T13:00:00+01:00\" and meta.lastModified lt \"2026-03-01T12:00:00.001Z\"", true)]
    [InlineData("schemas eq \"URN:ietf:params:scim:schemas:extension:enterprise:2.0:User\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"retail\"", true)]
    [InlineData("urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"adele@contoso.com\"", true)]
    public void A_filter_is_evaluated_as_the_attributes_ask(string filter, bool isMatch) =>
        Assert.Equal(isMatch, FilterEvaluator.Matches(Filter.Parse(filter), UserType.Instance, Adele));

    [Theory]
    [InlineData("active gt true")]
    [InlineData("active co \"t\"")]
    [InlineData("name eq \"Adele\"")]
    [InlineData("x509Certificates.value gt \"x\"")]
    [InlineData("meta.lastModified co \"2026\"")]
    [InlineData("meta.lastModified gt \"yesterday\"")]
    [InlineData("title gt null")]
    [InlineData("title pr and active gt true")]
    [InlineData("userName pr or active gt true")]
    [InlineData("ims[primary gt true]")]
    public void A_comparison_that_makes_no_sense_is_refused(string filter)
    {
        var parsed = Filter.Parse(filter);

        var error = Assert.Throws<ScimException>(() => FilterEvaluator.Matches(parsed, UserType.Instance, Adele)).Error;

        Assert.Equal((400, "invalidFilter"), (error.Status, error.ScimType));
    }
}
