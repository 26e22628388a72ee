using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>Users and accounts with sensible defaults: a test sets only what it is about.</summary>
static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);
    public static readonly Guid Organisation = Guid.Parse("11111111-0000-7000-8000-000000000001");
    public static readonly Guid OtherOrganisation = Guid.Parse("22222222-0000-7000-8000-000000000002");
    public static readonly Guid Ada = Guid.Parse("aaaaaaaa-0000-7000-8000-00000000000a");
    public static readonly Guid Bob = Guid.Parse("bbbbbbbb-0000-7000-8000-00000000000b");
    public static readonly Guid Cyd = Guid.Parse("cccccccc-0000-7000-8000-00000000000c");

    public static DesiredUser User(
        string? email = null, string? mobile = null, string? employeeId = null, bool active = true, Guid? id = null, string? title = null) => new()
        {
            OrganisationId = Organisation,
            ScimUserId = id ?? Ada,
            Version = 1,
            Active = active,
            Profile = Profile(email, mobile, employeeId) with { JobTitle = title },
            Identities = new Identities(email, mobile, employeeId),
        };

    public static DesiredUser Deleted(Guid? id = null) => User("ada@x.test", id: id) with { Deleted = true };

    public static Account Account(
        string? email = null, string? mobile = null, string? employeeId = null, bool active = true, Guid? of = null, string? title = null) => new()
        {
            Id = Guid.CreateVersion7(Now),
            OrganisationId = Organisation,
            Active = active,
            ScimUserId = of,
            LinkedBy = of is null ? null : LinkedBy.Created,
            LinkedAt = of is null ? null : Now,
            Profile = Profile(email, mobile, employeeId) with { JobTitle = title },
            Identities = new Identities(email, mobile, employeeId),
            UpdatedAt = Now,
        };

    public static Account Elsewhere(string? email = null, string? mobile = null, string? employeeId = null, bool active = true) =>
        Account(email, mobile, employeeId, active) with { OrganisationId = OtherOrganisation };

    static AccountProfile Profile(string? email, string? mobile, string? employeeId) =>
        new() { Email = email, MobilePhone = mobile, EmployeeId = employeeId };
}
