using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;
using Blink.Pipeline.Platform.Database;

namespace Blink.Pipeline.Journeys;

public sealed class EntraCycleTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PatchMode.Default)]
    [InlineData(PatchMode.AadOptscim062020)]
    public async Task After_each_cycle_the_accounts_say_what_the_directory_says(PatchMode mode)
    {
        var organisation = await pipeline.OrganisationAsync($"Contoso{mode}");
        var (directory, changes) = DirectoryGenerator.Generate(
            new DirectoryOptions { Users = 150, Seed = 7 + (int)mode, Domain = $"{mode}.example".ToLowerInvariant(), PhoneRegion = mode is PatchMode.Default ? "GB" : "DE" });
        await pipeline.OpsAsync("organisations", "set", organisation.Name, "--region", mode is PatchMode.Default ? "GB" : "DE");
        var options = new ProvisioningOptions
        {
            TenantUrl = new Uri(organisation.Client.BaseAddress!, "/scim"),
            Token = organisation.Token,
            Mode = mode,
            SendNullForCleared = true,
        };
        var entra = new ProvisioningService(organisation.Client, directory, options, TimeProvider.System);

        await entra.RunInitialCycleAsync(null, Token);
        await CompareAsync(organisation, directory, entra);

        changes.Apply(new DirectoryChangePlan { Joiners = 10, Movers = 30, ManagerChanges = 5, Leavers = 12 });
        await entra.RunIncrementalCycleAsync(null, Token);
        await CompareAsync(organisation, directory, entra);

        changes.Apply(new DirectoryChangePlan { Restores = 5, HardDeletes = 5, Rehires = 3, Movers = 10 });
        await entra.RunIncrementalCycleAsync(null, Token);
        await CompareAsync(organisation, directory, entra);
    }

    async Task CompareAsync(Organisation organisation, OrganisationDirectory directory, ProvisioningService entra)
    {
        Assert.Empty(entra.Escrows);
        await organisation.SettledAsync();
        var expected = directory.Users
            .Where(user => user.IsInScope && (user.Mail ?? user.Mobile ?? user.EmployeeId) is not null)
            .ToDictionary(user => entra.ScimIds[user.ObjectId], user => Fields(user, entra.ScimIds));
        var found = await ActiveAccountsAsync(organisation);
        Assert.Equal(expected.Keys.Order(), found.Keys.Order());
        Assert.All(expected, user => Assert.Equal(user.Value, found[user.Key]));
    }

    static string?[] Fields(DirectoryUser user, IReadOnlyDictionary<Guid, string> scimIds) =>
    [
        user.GivenName, user.Surname, user.EmployeeId, user.PhysicalDeliveryOfficeName, user.JobTitle, user.CompanyName, user.Department,
        user.ManagerObjectId is { } manager ? scimIds.GetValueOrDefault(manager) : null,
        user.Mail, user.Mobile, user.TelephoneNumber, user.AboutMe,
    ];

    async Task<Dictionary<string, string?[]>> ActiveAccountsAsync(Organisation organisation)
    {
        await using var command = pipeline.Database.DataSource.CreateCommand("""
            SELECT
                scim_user_id::text,
                ARRAY[first_name, surname, employee_id, location, job_title, company_name, department, manager, email, mobile_phone,
                    work_phone, about_me]
            FROM provisioning.account_profiles
            WHERE organisation_id = @organisation
                AND active
            """).With("organisation", organisation.Id);
        var accounts = await command.ReadAsync(row => (ScimId: row.GetString(0), Fields: row.GetFieldValue<string?[]>(1)), Token);
        return accounts.ToDictionary(account => account.ScimId, account => account.Fields);
    }
}
