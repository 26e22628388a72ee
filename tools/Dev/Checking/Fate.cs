namespace Blink.Pipeline.Dev.Checking;

/// <summary>Where a directory user must be.</summary>
enum Fate
{
    /// <summary>An active account with all fields.</summary>
    Active,

    /// <summary>A disabled account with all fields.</summary>
    Disabled,

    /// <summary>No account, a reason, and a mention in a mail.</summary>
    Rejected,

    /// <summary>Out of scope: no active account.</summary>
    Outside,
}
