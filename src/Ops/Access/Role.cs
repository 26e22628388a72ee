namespace Blink.Pipeline.Ops.Access;

/// <summary>What somebody may do; one may have several.</summary>
public enum Role
{
    /// <summary>Sees everything, changes nothing.</summary>
    Viewer,

    /// <summary>Helps an organisation: its settings and tokens, its people's invites and accounts, its mails.</summary>
    Support,

    /// <summary>Mends the pipeline: dead letters, their replay and their end.</summary>
    Operator,
}
