using CsvHelper;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>Writes accounts as the CSV file that <c>ops accounts import</c> reads.</summary>
static class AccountFile
{
    public static void Write(string path, IEnumerable<ImportedAccount> accounts)
    {
        using var file = File.Create(path);
        using var csv = CsvWriter.Create(file, new CsvWriterOptions());
        csv.WriteHeader(
            "first_name", "surname", "employee_id", "location", "job_title", "company_name", "department", "email", "mobile_phone", "work_phone", "about_me");
        foreach (var account in accounts)
        {
            csv.WriteRecord([
                account.FirstName, account.Surname, account.EmployeeId ?? "", "", account.JobTitle ?? "", "", "", account.Email ?? "",
                account.MobilePhone ?? "", "", ""]);
        }
    }
}
