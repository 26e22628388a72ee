using System.Text.Json;
using Blink.Pipeline.Ops.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;

namespace Blink.Pipeline.Ops.Users;

/// <summary>Compares a desired state with an account, by the worker's own reading of the document. Pure.</summary>
static class FieldComparisons
{
    /// <summary>Compares.</summary>
    /// <param name="document">The desired state.</param>
    /// <param name="deleted">Whether the SCIM user was deleted: then nothing is wanted but that nobody signs in.</param>
    /// <param name="account">The account; null: there is none.</param>
    /// <returns>The twelve fields in the order of an account, then <c>active</c>.</returns>
    public static IReadOnlyList<FieldComparison> Of(JsonElement document, bool deleted, AccountDetails? account)
    {
        var wanted = ScimDocument.ReadProfile(document);
        var has = account?.Fields;
        List<FieldComparison> fields =
        [
            Field("first_name", wanted.FirstName, has?.FirstName),
            Field("surname", wanted.Surname, has?.Surname),
            Field("employee_id", wanted.EmployeeId, has?.EmployeeId),
            Field("location", wanted.Location, has?.Location),
            Field("job_title", wanted.JobTitle, has?.JobTitle),
            Field("company_name", wanted.CompanyName, has?.CompanyName),
            Field("department", wanted.Department, has?.Department),
            Field("manager", wanted.Manager, has?.Manager),
            Field("email", wanted.Email, has?.Email),
            Field("mobile_phone", wanted.MobilePhone, has?.MobilePhone),
            Field("work_phone", wanted.WorkPhone, has?.WorkPhone),
            Field("about_me", wanted.AboutMe, has?.AboutMe),
        ];
        var active = !deleted && ScimDocument.ReadActive(document);
        // Whoever is not to sign in needs no account for that.
        fields.Add(new("active", Text(active), account is null ? null : Text(account.Active), active != (account?.Active ?? false)));
        return fields;

        FieldComparison Field(string name, string? desired, string? applied) =>
            new(name, desired, applied, !deleted && desired != applied);

        static string Text(bool active) => active ? "true" : "false";
    }
}
