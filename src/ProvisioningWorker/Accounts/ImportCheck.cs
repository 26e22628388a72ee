namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>Finds what is wrong with an import. Pure.</summary>
static class ImportCheck
{
    /// <summary>Everything that is wrong, in the order of the lines.</summary>
    /// <param name="lines">The lines as written.</param>
    /// <param name="accounts">The accounts that they would become, in the same order.</param>
    /// <param name="taken">The active accounts that have one of their identities.</param>
    public static List<ImportError> Errors(
        IReadOnlyList<ImportedAccount> lines, IReadOnlyList<Account> accounts, IReadOnlyList<Account> taken)
    {
        var errors = lines.Zip(accounts)
            .Where(pair => !pair.Second.Identities.Any)
            .Select(pair => new ImportError(pair.First.Line, ImportProblem.NoIdentifier, null))
            .Concat(Clashes(lines, accounts, taken, new(keys => keys.Email, line => line.Email, ImportProblem.EmailInUse, ImportProblem.EmailRepeated)))
            .Concat(Clashes(lines, accounts, taken, new(keys => keys.Mobile, line => line.MobilePhone, ImportProblem.MobileInUse, ImportProblem.MobileRepeated)))
            .Concat(Clashes(
                lines,
                accounts,
                [.. taken.Where(account => account.OrganisationId == accounts[0].OrganisationId)],
                new(keys => keys.EmployeeId, line => line.EmployeeId, ImportProblem.EmployeeIdInUse, ImportProblem.EmployeeIdRepeated)));
        return [.. errors.OrderBy(error => error.Line).ThenBy(error => error.Problem)];
    }

    static List<ImportError> Clashes(
        IReadOnlyList<ImportedAccount> lines, IReadOnlyList<Account> accounts, IReadOnlyList<Account> taken, Field field)
    {
        var inUse = taken.Select(account => field.Key(account.Identities)).OfType<string>().ToHashSet();
        var seen = new HashSet<string>();
        var errors = new List<ImportError>();
        foreach (var (line, account) in lines.Zip(accounts))
        {
            if (field.Key(account.Identities) is not { } key)
                continue;
            if (inUse.Contains(key))
                errors.Add(new ImportError(line.Line, field.InUse, field.Text(line)));
            if (!seen.Add(key))
                errors.Add(new ImportError(line.Line, field.Repeated, field.Text(line)));
        }
        return errors;
    }

    sealed record Field(
        Func<Identities, string?> Key, Func<ImportedAccount, string?> Text, ImportProblem InUse, ImportProblem Repeated);
}
