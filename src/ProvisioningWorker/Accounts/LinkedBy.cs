namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>How an account came to its SCIM user.</summary>
enum LinkedBy
{
    Created,
    Email,
    EmployeeId,
    EmailAndEmployeeId,
}
