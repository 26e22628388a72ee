using Blink.Pipeline.Ops.Audit;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.ProvisioningWorker.Accounts;

namespace Blink.Pipeline.Ops.Accounts;

/// <summary>Imports accounts from a file: all of it, or nothing.</summary>
sealed class AccountFileImport(AccountImport import, AuditLog audit)
{
    /// <summary>Checks the whole file, then imports it, unless something is wrong or it is a dry run.</summary>
    /// <param name="file">CSV, as <see cref="CsvAccountFile"/> reads it.</param>
    /// <param name="organisation">Whose accounts they are.</param>
    /// <param name="actor">Who asks; null: a dry run.</param>
    /// <param name="cancellationToken">Stops it; nothing is imported then.</param>
    /// <returns>What was done, or what is wrong with the file, by line.</returns>
    public async Task<FileImportResult> RunAsync(Stream file, Organisation organisation, string? actor, CancellationToken cancellationToken)
    {
        var csv = new CsvAccountFile(file);
        await using var staged = await import.StageAsync(organisation.Id, csv.Lines(), cancellationToken);
        var result = csv.Problems.Count == 0 && actor is not null
            ? await staged.SaveAsync(
                lines => audit.Record(actor, "accounts.imported", $"organisation:{organisation.Id}",
                    new { imported = lines.Created + lines.Updated, lines.Created, lines.Updated, lines.Unchanged }),
                cancellationToken)
            : await staged.CheckAsync(cancellationToken);
        return new FileImportResult(
            organisation.Name,
            result.Lines.Created,
            result.Lines.Updated,
            result.Lines.Unchanged,
            result.Lines.Refused + csv.Problems.Count,
            actor is null,
            result.Problems + csv.Problems.Count,
            Problems(csv.Problems, result, organisation.Region));
    }

    static List<FileProblem> Problems(FileProblems file, ImportResult result, string region) =>
    [
        .. file.First
            .Concat(result.Errors.Select(error => new FileProblem(error.Line, Sentence(error, region))))
            .OrderBy(problem => problem.Line)
            .Take(ImportResult.MostErrors),
    ];

    static string Sentence(ImportError error, string region) => error.Problem switch
    {
        ImportProblem.NoIdentifier => "neither email, mobile_phone nor employee_id is given: nobody could ever be linked to this account",
        ImportProblem.EmailMalformed => $"'{error.Value}' is no e-mail address",
        ImportProblem.MobileNotRecognised => $"'{error.Value}' in mobile_phone is no phone number in {region}: write it as +44 20 7946 0000",
        ImportProblem.WorkPhoneNotRecognised => $"'{error.Value}' in work_phone is no phone number in {region}: write it as +44 20 7946 0000",
        ImportProblem.NotText => $"{error.Value} has bytes that are no text: save the file as UTF-8",
        ImportProblem.EmailInUse => $"the e-mail '{error.Value}' is in use by another account",
        ImportProblem.MobileInUse => $"the mobile phone '{error.Value}' is in use by another account",
        ImportProblem.EmployeeIdInUse => $"the employee id '{error.Value}' is in use by another account of the organisation",
        ImportProblem.EmailRepeated => $"the e-mail '{error.Value}' is on an earlier line as well",
        ImportProblem.MobileRepeated => $"the mobile phone '{error.Value}' is on an earlier line as well",
        ImportProblem.EmployeeIdRepeated => $"the employee id '{error.Value}' is on an earlier line as well",
        ImportProblem.IdRepeated => $"the id {error.Value} is on an earlier line as well",
        ImportProblem.IdElsewhere => $"the account {error.Value} is another organisation's: leave the cell empty for a new account",
        ImportProblem.GovernedByDirectory => $"the account {error.Value} is governed by the organisation's directory, which would undo the change: change it there",
        ImportProblem.ChangedMeanwhile => $"the account {error.Value} changed while the file was read: export it anew",
        _ => error.Problem.ToString(),
    };
}
