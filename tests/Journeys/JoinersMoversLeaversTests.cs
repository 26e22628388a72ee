namespace Blink.Pipeline.Journeys;

public sealed class JoinersMoversLeaversTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    [Fact]
    public async Task A_joiner_becomes_an_account_a_change_reaches_it_and_a_leaver_is_disabled()
    {
        var contoso = await pipeline.OrganisationAsync("Contoso");

        var adele = await contoso.CreateAsync("adele@contoso.example");
        await contoso.SettledAsync();
        Assert.Equal(["adele@contoso.example"], await contoso.AccountsAsync("email"));
        Assert.Equal(["true"], await contoso.AccountsAsync("active"));

        await contoso.PatchAsync(adele, "Replace", "title", "Driver");
        await contoso.SettledAsync();
        Assert.Equal(["Driver"], await contoso.AccountsAsync("job_title"));

        await contoso.PatchAsync(adele, "Replace", "active", "False");
        await contoso.SettledAsync();
        Assert.Equal(["false"], await contoso.AccountsAsync("active"));
    }

    [Fact]
    public async Task An_existing_account_is_linked_by_employee_id_and_stays_the_same_account_through_delete_and_rehire()
    {
        var fabrikam = await pipeline.OrganisationAsync("Fabrikam");
        await fabrikam.ImportAsync("first_name,surname,employee_id,location,job_title,company_name,department,email,mobile_phone,work_phone,about_me\nDiego,Siciliani,E-7,,,,,,,,\n");
        var before = await fabrikam.AccountsAsync("account_id");

        var diego = await fabrikam.CreateAsync("diego@fabrikam.example", user =>
            user[Enterprise] = new System.Text.Json.Nodes.JsonObject { ["employeeNumber"] = "E-7" });
        await fabrikam.SettledAsync();
        Assert.Equal(["employee_id"], await fabrikam.AccountsAsync("linked_by"));

        await fabrikam.DeleteAsync(diego);
        await fabrikam.SettledAsync();
        Assert.Equal(["false"], await fabrikam.AccountsAsync("active"));

        await fabrikam.CreateAsync("diego@fabrikam.example");
        await fabrikam.SettledAsync();
        Assert.Equal(["email"], await fabrikam.AccountsAsync("linked_by"));
        Assert.Equal(["true"], await fabrikam.AccountsAsync("active"));
        Assert.Equal(before, await fabrikam.AccountsAsync("account_id"));
    }

    [Fact]
    public async Task A_manager_who_comes_later_becomes_visible_by_coming()
    {
        var tailspin = await pipeline.OrganisationAsync("Tailspin");
        var employee = await tailspin.CreateAsync("employee@tailspin.example");
        var manager = await tailspin.CreateAsync("manager@tailspin.example", user =>
            user["name"] = new System.Text.Json.Nodes.JsonObject { ["givenName"] = "Miriam", ["familyName"] = "Graham" });

        await tailspin.PatchAsync(employee, "Add", $"{Enterprise}:manager", $"{manager}");
        await tailspin.SettledAsync();

        Assert.Equal(["Miriam Graham"], (await tailspin.AccountsAsync("manager_name")).OfType<string>());
    }
}
