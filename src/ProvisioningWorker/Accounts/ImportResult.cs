namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>What became of an import: all lines or none.</summary>
/// <param name="Lines">What the lines ask for.</param>
/// <param name="Problems">How many things are wrong; nothing was imported unless it is 0.</param>
/// <param name="Errors">What is wrong with which line, the first <see cref="MostErrors"/> in the order of the lines.</param>
public sealed record ImportResult(ImportCounts Lines, int Problems, IReadOnlyList<ImportError> Errors)
{
    /// <summary>Beyond that a file is wrong as a whole, and more lines say no more.</summary>
    public const int MostErrors = 100;

    /// <summary>How many accounts were made or changed; 0 when there is an error.</summary>
    public int Imported => Problems == 0 ? Lines.Created + Lines.Updated : 0;
}

/// <summary>What the lines of a file ask for.</summary>
/// <param name="Created">Accounts to be made.</param>
/// <param name="Updated">Accounts that are there and become as the line says.</param>
/// <param name="Unchanged">Accounts that are there as the line says.</param>
/// <param name="Refused">Lines with something wrong.</param>
public sealed record ImportCounts(int Created, int Updated, int Unchanged, int Refused);

/// <summary>Why a line cannot be imported.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Value">The value that is in the way, as the line has it; null: none is.</param>
public sealed record ImportError(int Line, ImportProblem Problem, string? Value);
