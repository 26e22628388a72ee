using System.Text.Json.Nodes;
using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

/// <summary>What goes over the wire, byte for byte in value, as Microsoft documents it.</summary>
public sealed class RequestShapeTests
{
    static readonly DirectoryUser Adele = new()
    {
        ObjectId = Guid.NewGuid(),
        UserPrincipalName = "adele.vance@contoso.com",
        MailNickname = "adele.vance",
        Mail = "adele.vance@contoso.com",
        GivenName = "Adele",
        Surname = "Vance",
        EmployeeId = "E-1",
        JobTitle = "Driver",
        CompanyName = "Contoso",
        Department = "Retail",
        PhysicalDeliveryOfficeName = "Leeds",
        TelephoneNumber = "+44 20 7946 0000",
        Mobile = "07700 900123",
        AboutMe = "Says \"hi\" 🚌",
    };

    [Fact]
    public async Task A_user_is_posted_without_the_Blink_urn_in_schemas_and_without_its_manager()
    {
        using var entra = new Entra();
        entra.Directory.Put(Adele with { ManagerObjectId = Guid.NewGuid() });

        await entra.InitialAsync();

        var (_, target, body) = Assert.Single(entra.Store.Requests, request => request.Method == "POST");
        Assert.Equal("/scim/Users", target);
        AssertJson(
            """
            { "schemas":["urn:ietf:params:scim:schemas:core:2.0:User",
                         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
              "externalId":"adele.vance","userName":"adele.vance@contoso.com","active":true,"title":"Driver",
              "emails":[{"primary":true,"type":"work","value":"adele.vance@contoso.com"}],
              "meta":{"resourceType":"User"},
              "name":{"familyName":"Vance","givenName":"Adele"},
              "phoneNumbers":[{"type":"work","value":"+44 20 7946 0000"},{"type":"mobile","value":"07700 900123"}],
              "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Retail","employeeNumber":"E-1"},
              "urn:ietf:params:scim:schemas:extension:blink:2.0:User":{"company":"Contoso","description":"Says \"hi\" 🚌","location":"Leeds"} }
            """,
            body);
    }

    [Fact]
    public async Task The_initial_cycle_probes_and_then_looks_each_user_up_with_plus_for_blanks()
    {
        using var entra = new Entra();
        entra.Directory.Put(Adele with { UserPrincipalName = "o'brien+\"x\"@contoso.com" });

        await entra.InitialAsync();

        Assert.StartsWith("/scim/Users?filter=userName+eq+%22", entra.Store.Requests[0].Target);
        Assert.Equal("/scim/Users?filter=userName+eq+%22o%27brien%2B%5C%22x%5C%22%40contoso.com%22", entra.Store.Requests[1].Target);
    }

    [Fact]
    public async Task The_manager_is_asked_for_and_then_added_as_a_plain_text()
    {
        using var entra = new Entra();
        var boss = Entra.User("boss");
        entra.Directory.Put(Adele with { ManagerObjectId = boss.ObjectId });
        entra.Directory.Put(boss);

        await entra.InitialAsync();

        var (adele, manager) = (entra.Service.ScimIds[Adele.ObjectId], entra.Service.ScimIds[boss.ObjectId]);
        Assert.Contains(entra.Store.Requests, request => request.Target == $"/scim/Users?filter=id+eq+%22{adele}%22+and+manager+eq+%22{manager}%22&attributes=id");
        AssertJson(
            $$"""
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[{"op":"Add","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":"{{manager}}"}]}
            """,
            entra.Store.Requests.Last().Body);
    }

    [Fact]
    public async Task Without_the_flag_every_difference_is_an_operation_with_capitals_and_text_for_booleans()
    {
        using var entra = new Entra();
        Assert.Equal("/scim/Users/" + await ChangedAsync(entra), entra.Store.Requests.Last().Target);

        AssertJson(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[
              {"op":"Replace","path":"title","value":""},
              {"op":"Replace","path":"emails[type eq \"work\"].value","value":"new@contoso.com"},
              {"op":"Replace","path":"name.givenName","value":"Adèle"},
              {"op":"Add","path":"phoneNumbers[type eq \"mobile\"].value","value":"07700 900124"},
              {"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber","value":"E-2"},
              {"op":"Replace","path":"active","value":"False"}]}
            """,
            entra.Store.Requests.Last().Body);
    }

    [Fact]
    public async Task With_the_flag_replaced_values_travel_together_without_path_and_the_tenant_url_carries_it()
    {
        using var entra = new Entra(with: options => options with { Mode = PatchMode.AadOptscim062020 });
        Assert.Equal($"/scim/Users/{await ChangedAsync(entra)}?aadOptscim062020", entra.Store.Requests.Last().Target);

        Assert.All(entra.Store.Requests, request => Assert.Contains("?aadOptscim062020", request.Target));
        AssertJson(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[
              {"op":"remove","path":"title"},
              {"op":"replace","path":"emails[type eq \"work\"].value","value":"new@contoso.com"},
              {"op":"add","path":"phoneNumbers[type eq \"mobile\"].value","value":"07700 900124"},
              {"op":"replace","value":{"name.givenName":"Adèle",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber":"E-2"}},
              {"op":"replace","path":"active","value":false}]}
            """,
            entra.Store.Requests.Last().Body);
    }

    [Fact]
    public async Task A_manager_who_is_gone_from_the_directory_is_cleared_with_null()
    {
        using var entra = new Entra();
        var boss = Entra.User("boss");
        entra.Directory.Put(Adele with { ManagerObjectId = boss.ObjectId });
        entra.Directory.Put(boss);
        await entra.InitialAsync();

        entra.Directory.Put(Adele);
        await entra.IncrementalAsync();

        AssertJson(
            """
            {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
             "Operations":[{"op":"Replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager","value":null}]}
            """,
            entra.Store.Requests.Last().Body);
    }

    [Fact]
    public async Task By_default_Entra_leaves_a_value_that_is_gone_from_the_directory()
    {
        using var entra = new Entra(with: options => options with { SendNullForCleared = false });
        entra.Directory.Put(Adele);
        await entra.InitialAsync();

        entra.Directory.Put(Adele with { JobTitle = null });
        var report = await entra.IncrementalAsync();

        Assert.Equal(1, report.Totals.Unchanged);
        Assert.DoesNotContain(entra.Store.Requests, request => request.Method == "PATCH");
    }

    /// <summary>Provisions Adele without a mobile, then changes, adds and clears values and soft-deletes her.</summary>
    static async Task<string> ChangedAsync(Entra entra)
    {
        entra.Directory.Put(Adele with { Mobile = null });
        await entra.InitialAsync();
        entra.Directory.Put(Adele with
        {
            GivenName = "Adèle",
            Mail = "new@contoso.com",
            EmployeeId = "E-2",
            Mobile = "07700 900124",
            JobTitle = null,
            IsSoftDeleted = true,
        });
        await entra.IncrementalAsync();
        return entra.Service.ScimIds[Adele.ObjectId];
    }

    static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);
}
