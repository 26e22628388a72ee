namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What a replay would do with a letter at this moment.</summary>
public enum ReplayVerdict
{
    /// <summary>The worker applies the user's newest version.</summary>
    AppliesVersion,

    /// <summary>The version that it asks for, or a later one, is applied since: nothing is done.</summary>
    Superseded,

    /// <summary>The notification worker notes the sync error, or its end, for a digest.</summary>
    TellsOrganisation,

    /// <summary>It is noted already: nothing is done.</summary>
    ToldAlready,

    /// <summary>An invite is mailed.</summary>
    SendsInvite,

    /// <summary>The invite is taken in already: nothing is done.</summary>
    InvitedAlready,

    /// <summary>What it is about is forgotten, and its consumer takes no offence: nothing is done.</summary>
    Forgotten,

    /// <summary>Its organisation is not known: it would fail again.</summary>
    OrganisationGone,

    /// <summary>Its organisation has no such user: it would fail again.</summary>
    UserGone,

    /// <summary>Its queue has no consumer for its type: it would be skipped again.</summary>
    UnknownType,

    /// <summary>Its body is not what its consumer reads: it would fail again.</summary>
    Unreadable,

    /// <summary>It failed in no known work queue; it can only be discarded.</summary>
    CannotBePublished,
}
