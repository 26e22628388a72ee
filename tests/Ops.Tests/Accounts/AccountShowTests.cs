namespace Blink.Pipeline.Ops.Tests.Accounts;

public sealed class AccountShowTests(OpsServers ops) : IClassFixture<OpsServers>
{
    [Theory]
    [InlineData("email", "because the account had the user's e-mail")]
    [InlineData("employee_id", "because the account had the user's employee id")]
    [InlineData("email_and_employee_id", "because the account had the user's e-mail and employee id")]
    [InlineData("created", "because the account was made for this user")]
    public async Task An_account_says_when_and_why_it_was_linked(string linkedBy, string why)
    {
        var (organisation, user) = (await OrganisationAsync(), Guid.NewGuid());
        await AccountAsync(organisation, user, linkedBy);

        Assert.Contains($"2026-03-01 09:00:00Z, {why} ({linkedBy})", await ops.TextAsync("accounts", "show", $"{user}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_is_shown_resolved_and_a_disabled_one_as_such()
    {
        var (organisation, user, manager) = (await OrganisationAsync(), Guid.NewGuid(), Guid.NewGuid());
        await AccountAsync(organisation, user, "created", $"{manager}");
        Assert.Contains(
            $"{manager} (nobody with this SCIM id has an account here)", await ops.TextAsync("accounts", "show", $"{user}"), StringComparison.Ordinal);

        await AccountAsync(organisation, manager, "created");
        await ops.ExecuteAsync($"UPDATE provisioning.accounts SET active = false WHERE scim_user_id = '{manager}'");

        Assert.Matches(@"Miriam Graham \(account [0-9a-f-]{36}, disabled\)", await ops.TextAsync("accounts", "show", $"{user}"));
        Assert.False((await ops.JsonAsync("accounts", "show", $"{user}"))[0].GetProperty("fields").GetProperty("managerActive").GetBoolean());
    }

    async Task<Guid> OrganisationAsync() =>
        (await ops.JsonAsync("organisations", "create", $"{Guid.NewGuid()}", "--tier", "enterprise")).GetProperty("id").GetGuid();

    Task AccountAsync(Guid organisation, Guid user, string linkedBy, string? manager = null) => ops.ExecuteAsync($"""
        INSERT INTO provisioning.accounts (
            id, organisation_id, active, scim_user_id, linked_by, linked_at, first_name, surname, manager, created_at, updated_at)
        VALUES (
            gen_random_uuid(), '{organisation}', true, '{user}', '{linkedBy}', '2026-03-01 09:00:00Z', 'Miriam', 'Graham',
            {(manager is null ? "NULL" : $"'{manager}'")}, now(), now())
        """);
}
