using System.Net.Mail;
using CsvHelper;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Reads a CSV file of accounts: a header row with the field names, one account a line.</summary>
static class CsvAccountFile
{
    /// <summary>The columns; each has to be there, in any order.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "first_name",
        "surname",
        "employee_id",
        "location",
        "job_title",
        "company_name",
        "department",
        "email",
        "mobile_phone",
        "work_phone",
        "about_me",
    ];

    /// <summary>Reads the whole file, and says everything that is wrong with it at once.</summary>
    /// <param name="file">The file: UTF-8, or with a byte order mark that says otherwise.</param>
    /// <returns>The lines that can be read, and what is wrong with the others.</returns>
    public static CsvAccounts Read(Stream file)
    {
        var problems = new List<FileProblem>();
        using var csv = CsvReader.Create(file, Options(problems), leaveOpen: true);
        csv.ReadHeader();
        problems.AddRange(HeaderProblems([.. csv.Headers.Select(header => header.Trim())]));
        var lines = new List<CsvLine>();
        // With a wrong header every line would be wrong as well: one sentence about it says more than a thousand.
        while (!problems.Exists(problem => problem.Line == 1) && csv.Read())
            lines.Add(new CsvLine((int)csv.LineNumber, Columns.ToDictionary(column => column, column => Cell(csv, column))));
        problems.AddRange(lines.SelectMany(CellProblems));
        return new CsvAccounts(lines, [.. problems.OrderBy(problem => problem.Line)]);
    }

    static CsvReaderOptions Options(List<FileProblem> problems) => new()
    {
        TrackLineNumbers = true,
        MalformedData = CsvMalformedDataHandling.Skip,
        FieldCountMismatch = CsvFieldCountHandling.Skip,
        OnMalformedRecord = record => problems.Add(new FileProblem((int)record.LineNumber, Problem(record.Reason))),
    };

    static string Problem(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.FieldCountMismatch => $"the number of cells is not that of the header, {Columns.Count}",
        CsvMalformedReason.UnterminatedQuote => "a quote is opened here and never closed",
        _ => "the quotes are broken: a cell with quotes in it is quoted as a whole, and each quote inside it is written twice",
    };

    static IEnumerable<FileProblem> HeaderProblems(string[] header) => header.Length == 0
        ? [new FileProblem(1, $"the file is empty: its first line names the columns {string.Join(',', Columns)}")]
        :
        [
            .. header.Except(Columns).Select(column =>
                new FileProblem(1, $"'{column}' is not a column: the columns are {string.Join(',', Columns)}")),
            .. Columns.Except(header).Select(column => new FileProblem(1, $"the column '{column}' is missing")),
            .. header.GroupBy(column => column).Where(same => same.Count() > 1).Select(same =>
                new FileProblem(1, $"the column '{same.Key}' is there {same.Count()} times")),
        ];

    static IEnumerable<FileProblem> CellProblems(CsvLine line)
    {
        if (line.Cells["email"] is { } email && !IsEmail(email))
            yield return new FileProblem(line.Number, $"'{email}' is no e-mail address");
        foreach (var (column, cell) in line.Cells)
        {
            if (cell is not null && (cell.Contains('\0') || cell.Contains('\uFFFD')))
                yield return new FileProblem(line.Number, $"{column} has bytes that are no text: save the file as UTF-8");
        }
    }

    static string? Cell(CsvReader csv, string column) => csv.GetString(column).Trim() is { Length: > 0 } cell ? cell : null;

    static bool IsEmail(string text) => MailAddress.TryCreate(text, out var address) && address.Address == text && address.DisplayName.Length == 0;
}
