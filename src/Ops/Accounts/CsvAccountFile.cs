using Blink.Pipeline.ProvisioningWorker.Accounts;
using CsvHelper;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Reads a CSV file of accounts, line by line: a header row with the names of the columns, one account a line.</summary>
/// <param name="file">The file: UTF-8, or with a byte order mark that says otherwise.</param>
sealed class CsvAccountFile(Stream file)
{
    // An account has some kilobytes; a quote that is never closed must not make the whole file one.
    const int LongestRecord = 4 * 1024 * 1024;

    /// <summary>What is wrong with the part of the file that was read.</summary>
    public FileProblems Problems { get; } = new();

    /// <summary>Reads the lines that can be read, once; what is wrong with the others is among the problems.</summary>
    public IEnumerable<ImportedAccount> Lines()
    {
        using var csv = CsvReader.Create(file, Options(), leaveOpen: true);
        csv.ReadHeader();
        string[] header = [.. csv.Headers.Select(name => name.Trim())];
        foreach (var problem in HeaderProblems(header))
            Problems.Add(1, problem);
        // With a wrong header every line would be wrong as well: one sentence about it says more than a thousand.
        if (Problems.Count > 0)
            yield break;
        while (csv.Read())
        {
            if (Account(csv, header) is { } account)
                yield return account;
        }
    }

    CsvReaderOptions Options() => new()
    {
        TrackLineNumbers = true,
        MaxRecordSize = LongestRecord,
        MalformedData = CsvMalformedDataHandling.Skip,
        FieldCountMismatch = CsvFieldCountHandling.Skip,
        OnMalformedRecord = record => Problems.Add((int)record.LineNumber, Problem(record.Reason)),
    };

    static string Problem(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => "the number of cells is not that of the header",
        CsvMalformedReason.UnterminatedQuote => "a quote is opened here and never closed",
        _ => "the quotes are broken: a cell with quotes in it is quoted as a whole, and each quote inside it is written twice",
    };

    static IEnumerable<string> HeaderProblems(string[] header)
    {
        if (header.Length == 0)
            return [$"the file is empty: its first line names the columns {string.Join(',', AccountColumns.Required)}"];
        // What a line without it should leave as it is, and what it should clear, could not be told apart.
        string[] required = header.Contains("id") ? [.. AccountColumns.Required, "state", "manager"] : [.. AccountColumns.Required];
        return
        [
            .. header.Except(AccountColumns.Exported).Select(column =>
                $"'{column}' is not a column: the columns are {string.Join(',', AccountColumns.Required)}, or those of an export"),
            .. required.Except(header).Select(column => $"the column '{column}' is missing"),
            .. header.GroupBy(column => column).Where(same => same.Count() > 1).Select(same =>
                $"the column '{same.Key}' is there {same.Count()} times"),
        ];
    }

    ImportedAccount? Account(CsvReader csv, string[] header)
    {
        var line = (int)csv.LineNumber;
        var (idText, state) = (Trimmed("id"), Trimmed("state") ?? "active");
        var id = Guid.TryParse(idText, out var given) ? given : (Guid?)null;
        if (idText is not null && id is null)
            Problems.Add(line, $"'{idText}' in id is no account's id: leave the cell empty for a new account");
        else if (state is not ("active" or "disabled"))
            Problems.Add(line, $"'{state}' in state is no state: give active or disabled");
        else
            return Account(line, id, state == "active", id is null ? Trimmed : Whole);
        return null;

        string? Trimmed(string column) =>
            header.Contains(column) && csv.GetString(column).Trim() is { Length: > 0 } cell ? AccountColumns.Unguard(cell) : null;

        // An export is taken as it is, spaces and all.
        string? Whole(string column) => csv.GetString(column) is { Length: > 0 } cell ? AccountColumns.Unguard(cell) : null;
    }

    static ImportedAccount Account(int line, Guid? id, bool active, Func<string, string?> cell) => new(line)
    {
        Id = id,
        Active = active,
        FirstName = cell("first_name"),
        Surname = cell("surname"),
        EmployeeId = cell("employee_id"),
        Location = cell("location"),
        JobTitle = cell("job_title"),
        CompanyName = cell("company_name"),
        Department = cell("department"),
        Manager = cell("manager"),
        Email = cell("email"),
        MobilePhone = cell("mobile_phone"),
        WorkPhone = cell("work_phone"),
        AboutMe = cell("about_me"),
    };
}
