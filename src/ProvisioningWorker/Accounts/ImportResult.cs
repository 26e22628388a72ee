namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>What became of an import: all lines or none.</summary>
/// <param name="Imported">How many accounts were made; 0 when there is an error.</param>
/// <param name="Errors">What is wrong with which line, in the order of the lines.</param>
public sealed record ImportResult(int Imported, IReadOnlyList<ImportError> Errors);

/// <summary>Why a line cannot be imported.</summary>
/// <param name="Line">The line's number.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Value">The value that is in the way, as the line has it; null: none is.</param>
public sealed record ImportError(int Line, ImportProblem Problem, string? Value);

/// <summary>What can be wrong with a line.</summary>
public enum ImportProblem
{
    /// <summary>Neither e-mail, mobile nor employee id: nobody could ever be linked to it.</summary>
    NoIdentifier,

    /// <summary>An active account, of whatever organisation, has the e-mail.</summary>
    EmailInUse,

    /// <summary>An active account, of whatever organisation, has the mobile number.</summary>
    MobileInUse,

    /// <summary>An active account of the organisation has the employee id.</summary>
    EmployeeIdInUse,

    /// <summary>An earlier line of the file has the e-mail.</summary>
    EmailRepeated,

    /// <summary>An earlier line of the file has the mobile number.</summary>
    MobileRepeated,

    /// <summary>An earlier line of the file has the employee id.</summary>
    EmployeeIdRepeated,
}
