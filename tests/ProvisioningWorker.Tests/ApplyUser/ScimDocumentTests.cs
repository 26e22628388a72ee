using System.Text.Json;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

public sealed class ScimDocumentTests
{
    [Fact]
    public void The_twelve_fields_are_found()
    {
        var profile = Profile("""
            {
              "userName": "ada", "title": "Driver", "name": { "givenName": "Ada", "familyName": "Byron" },
              "emails": [ { "type": "home", "value": "home@x.test" }, { "type": "WORK", "value": " Ada@X.test " } ],
              "phoneNumbers": [ { "type": "work", "value": "+44 20 7946 0000" }, { "type": "Mobile", "value": "07700 900123" } ],
              "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
                { "department": "Retail", "employeeNumber": "E-1", "manager": { "value": "m-1" } },
              "urn:ietf:params:scim:schemas:extension:blink:2.0:User":
                { "company": "Contoso", "description": "About", "location": "Leeds" }
            }
            """);

        Assert.Equal(
            new AccountProfile
            {
                FirstName = "Ada",
                Surname = "Byron",
                EmployeeId = "E-1",
                Location = "Leeds",
                JobTitle = "Driver",
                CompanyName = "Contoso",
                Department = "Retail",
                Manager = "m-1",
                Email = " Ada@X.test ",
                MobilePhone = "07700 900123",
                WorkPhone = "+44 20 7946 0000",
                AboutMe = "About",
            },
            profile);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("""{"name":"Ada","emails":{"type":"work"},"phoneNumbers":[null,3,"x",{"type":1,"value":{}}],"title":[]}""")]
    [InlineData("""{"name":null,"emails":null,"title":"","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":[1]}""")]
    [InlineData("""{"emails":[{"type":"work","value":"  "}],"name":{"givenName":{"x":1},"familyName":true}}""")]
    public void Strange_shapes_and_empty_texts_are_absent(string document) => Assert.Equal(new AccountProfile(), Profile(document));

    [Fact]
    public void Names_of_attributes_are_case_insensitive_and_a_bare_manager_is_an_id()
    {
        var profile = Profile("""{"Title":"Cook","URN:ietf:params:scim:schemas:extension:enterprise:2.0:user":{"MANAGER":"m-2","employeenumber":42}}""");

        Assert.Equal(("Cook", "m-2", "42"), (profile.JobTitle, profile.Manager, profile.EmployeeId));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"active":null}""", true)]
    [InlineData("""{"active":true}""", true)]
    [InlineData("""{"active":false}""", false)]
    [InlineData("""{"active":"False"}""", false)]
    [InlineData("""{"active":"True"}""", true)]
    [InlineData("[]", true)]
    public void Active_is_what_the_document_says_and_true_otherwise(string document, bool active) =>
        Assert.Equal(active, ScimDocument.ReadActive(JsonElement.Parse(document)));

    static AccountProfile Profile(string document) => ScimDocument.ReadProfile(JsonElement.Parse(document));
}
