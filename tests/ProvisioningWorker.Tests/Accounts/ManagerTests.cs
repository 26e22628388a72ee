using Blink.Pipeline.Platform.Database;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Accounts;

/// <summary>A manager is the SCIM id that the directory names, and is looked up whenever somebody looks.</summary>
public sealed class ManagerTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    readonly Guid employee = Guid.NewGuid();
    readonly Guid manager = Guid.NewGuid();
    readonly string unique = Guid.NewGuid().ToString("N");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    ScimUser Employee => new($"employee.{unique}@x.test") { Manager = manager.ToString() };

    ScimUser Manager => new($"manager.{unique}@x.test") { FirstName = "Miriam" };

    [Fact]
    public async Task A_manager_who_comes_later_is_shown_from_then_on()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, employee, Employee);
        Assert.Equal("nobody", await ShownAsync(employee));

        await database.SyncAsync(organisation, manager, Manager);

        Assert.Equal("Miriam, active", await ShownAsync(employee));
    }

    [Fact]
    public async Task A_disabled_manager_is_shown_as_such_and_a_deleted_one_no_longer()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, employee, Employee);
        await database.SyncAsync(organisation, manager, Manager);

        await database.SyncAsync(organisation, manager, Manager with { Active = false });
        Assert.Equal("Miriam, disabled", await ShownAsync(employee));
        await database.SyncAsync(organisation, manager, Manager with { Deleted = true });
        Assert.Equal("nobody", await ShownAsync(employee));

        // Created anew, the manager has another id: shown once the directory names that one.
        var again = Guid.NewGuid();
        await database.SyncAsync(organisation, again, Manager);
        Assert.Equal("nobody", await ShownAsync(employee));
        await database.SyncAsync(organisation, employee, Employee with { Manager = $"{again}".ToUpperInvariant() });
        Assert.Equal("Miriam, active", await ShownAsync(employee));
    }

    [Fact]
    public async Task Managers_may_go_round_in_a_circle_and_be_their_own()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, employee, Employee with { FirstName = "Adele" });
        await database.SyncAsync(organisation, manager, Manager with { Manager = $"{employee}" });
        Assert.Equal(("Miriam, active", "Adele, active"), (await ShownAsync(employee), await ShownAsync(manager)));

        await database.SyncAsync(organisation, manager, Manager with { Manager = $"{manager}" });
        Assert.Equal("Miriam, active", await ShownAsync(manager));
    }

    [Fact]
    public async Task A_manager_without_a_name_is_shown_by_email()
    {
        var organisation = await database.OrganisationAsync();
        await database.SyncAsync(organisation, employee, Employee);
        await database.SyncAsync(organisation, manager, Manager with { FirstName = null });

        Assert.Equal($"manager.{unique}@x.test, active", await ShownAsync(employee));
    }

    [Theory]
    [InlineData("nobody knows")]
    [InlineData("7f0c4a52-0d7b-4f60-9a41-1f1d5b0f7c11")]
    public async Task A_manager_who_is_unknown_is_kept_as_written_and_shows_nobody(string unknown)
    {
        var organisation = await database.OrganisationAsync();

        var result = await database.SyncAsync(organisation, employee, Employee with { Manager = unknown });

        Assert.Equal("create", result.Detail);
        Assert.Equal(unknown, (await database.AccountOfAsync(employee)).Profile.Manager);
        Assert.Equal("nobody", await ShownAsync(employee));
    }

    [Fact]
    public async Task A_manager_of_another_organisation_or_who_is_rejected_shows_nobody()
    {
        var (ours, theirs) = (await database.OrganisationAsync(), await database.OrganisationAsync());
        await database.SyncAsync(ours, employee, Employee);
        await database.SyncAsync(theirs, manager, Manager);
        Assert.Equal("nobody", await ShownAsync(employee));

        var rejected = Guid.NewGuid();
        await database.SyncAsync(ours, rejected, Manager);
        await database.SyncAsync(ours, employee, Employee with { Manager = $"{rejected}" });
        Assert.Equal("nobody", await ShownAsync(employee));
    }

    async Task<string> ShownAsync(Guid user)
    {
        await using var command = database.DataSource.CreateCommand(
            "SELECT manager_name, manager_active FROM provisioning.account_profiles WHERE scim_user_id = @user").With("user", user);
        return Assert.Single(await command.ReadAsync(
            row => row.IsDBNull(1) ? "nobody" : $"{row.Nullable<string>(0)}, {(row.GetBoolean(1) ? "active" : "disabled")}", Token));
    }
}
