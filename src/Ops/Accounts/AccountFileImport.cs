using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Npgsql;
using PhoneNumbers;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Imports accounts that were there before SCIM from a file: all of it, or nothing.</summary>
sealed class AccountFileImport(AccountImport import, AuditLog audit)
{
    static readonly string[] PhoneColumns = ["mobile_phone", "work_phone"];

    /// <summary>Checks the whole file, then imports it, unless something is wrong or it is a dry run.</summary>
    /// <param name="file">CSV, as <see cref="CsvAccountFile"/> reads it.</param>
    /// <param name="organisation">Whose accounts they are.</param>
    /// <param name="actor">Who asks; null: a dry run.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    /// <returns>What was done, or everything that is wrong with the file, by line.</returns>
    public async Task<FileImportResult> RunAsync(Stream file, Organisation organisation, string? actor, CancellationToken cancellationToken)
    {
        var (lines, problems) = CsvAccountFile.Read(file);
        var accounts = lines.Select(Account).ToList();
        var isClean = problems.Count == 0 && PhoneProblems(lines, organisation).Count == 0;
        var result = isClean && actor is not null
            ? await import.ImportAsync(organisation.Id, accounts, Record(organisation, actor, accounts.Count), cancellationToken)
            : await import.CheckAsync(organisation.Id, accounts, cancellationToken);
        var all = problems.Concat(PhoneProblems(lines, organisation)).Concat(result.Errors.Select(Problem)).OrderBy(problem => problem.Line).ToList();
        return new FileImportResult(organisation.Name, all.Count == 0 ? accounts.Count : 0, actor is null, all);
    }

    NpgsqlBatchCommand Record(Organisation organisation, string actor, int imported) =>
        audit.Record(actor, "accounts.imported", $"organisation:{organisation.Id}", new { imported });

    static List<FileProblem> PhoneProblems(IReadOnlyList<CsvLine> lines, Organisation organisation) =>
    [
        .. from line in lines
           from column in PhoneColumns
           where line.Cells[column] is { } number && !IsPhone(number, organisation.Region)
           select new FileProblem(line.Number, $"'{line.Cells[column]}' in {column} is no phone number in {organisation.Region}: write it as +44 20 7946 0000"),
    ];

    static bool IsPhone(string text, string region)
    {
        try
        {
            var library = PhoneNumberUtil.GetInstance();
            return library.IsPossibleNumber(library.Parse(text, region));
        }
        catch (NumberParseException)
        {
            // The library has no other way to say that a text is no number.
            return false;
        }
    }

    static FileProblem Problem(ImportError error) => new(error.Line, error.Problem switch
    {
        ImportProblem.NoIdentifier => "neither email, mobile_phone nor employee_id is given: nobody could ever be linked to this account",
        ImportProblem.EmailInUse => $"the e-mail '{error.Value}' is in use by another account",
        ImportProblem.MobileInUse => $"the mobile phone '{error.Value}' is in use by another account",
        ImportProblem.EmployeeIdInUse => $"the employee id '{error.Value}' is in use by another account of the organisation",
        ImportProblem.EmailRepeated => $"the e-mail '{error.Value}' is on an earlier line as well",
        ImportProblem.MobileRepeated => $"the mobile phone '{error.Value}' is on an earlier line as well",
        ImportProblem.EmployeeIdRepeated => $"the employee id '{error.Value}' is on an earlier line as well",
        _ => error.Problem.ToString(),
    });

    static ImportedAccount Account(CsvLine line) => new(line.Number)
    {
        FirstName = line.Cells["first_name"],
        Surname = line.Cells["surname"],
        EmployeeId = line.Cells["employee_id"],
        Location = line.Cells["location"],
        JobTitle = line.Cells["job_title"],
        CompanyName = line.Cells["company_name"],
        Department = line.Cells["department"],
        Email = line.Cells["email"],
        MobilePhone = line.Cells["mobile_phone"],
        WorkPhone = line.Cells["work_phone"],
        AboutMe = line.Cells["about_me"],
    };
}
