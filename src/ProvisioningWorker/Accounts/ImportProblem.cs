namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>What can be wrong with a line.</summary>
public enum ImportProblem
{
    /// <summary>Neither e-mail, mobile nor employee id: nobody could ever be linked to it.</summary>
    NoIdentifier,

    /// <summary>The e-mail is none.</summary>
    EmailMalformed,

    /// <summary>The mobile number is none in the organisation's region.</summary>
    MobileNotRecognised,

    /// <summary>The work number is none in the organisation's region.</summary>
    WorkPhoneNotRecognised,

    /// <summary>A cell has bytes that are no text.</summary>
    NotText,

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

    /// <summary>An earlier line of the file has the account's id.</summary>
    IdRepeated,

    /// <summary>The account with the id is of another organisation.</summary>
    IdElsewhere,

    /// <summary>A SCIM user governs the account: its directory would undo the change.</summary>
    GovernedByDirectory,

    /// <summary>The account changed while the file was read.</summary>
    ChangedMeanwhile,
}
