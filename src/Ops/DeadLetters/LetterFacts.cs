namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>What is known at this moment about a letter and what it is about.</summary>
sealed record LetterFacts
{
    public required long Id { get; init; }

    public string? OriginQueue { get; init; }

    public string? MessageType { get; init; }

    public Guid? OrganisationId { get; init; }

    public Guid? SubjectId { get; init; }

    public required byte[] Body { get; init; }

    /// <summary>Whether the organisation that it names exists.</summary>
    public bool OrganisationExists { get; init; }

    /// <summary>The SCIM user that it is about, directly or through a sync error or an invite.</summary>
    public Guid? ScimUserId { get; init; }

    /// <summary>The user's account.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The version that the directory wants by now; null: there is no such user in the organisation.</summary>
    public long? DesiredVersion { get; init; }

    /// <summary>Whether the directory has deleted the user.</summary>
    public bool Deleted { get; init; }

    /// <summary>The version that was decided on last; null: none.</summary>
    public long? DecidedVersion { get; init; }

    /// <summary><c>applied</c> or <c>rejected</c>.</summary>
    public string? Outcome { get; init; }

    /// <summary>When it was decided on.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Why it was rejected.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the sync error that it names is known.</summary>
    public bool SyncErrorExists { get; init; }

    /// <summary>Whether that one is over.</summary>
    public bool SyncErrorResolved { get; init; }

    /// <summary>What became of telling it; null: it was not noted yet.</summary>
    public string? Mailing { get; init; }

    /// <summary>Whether its end was told, or needs no telling.</summary>
    public bool ResolutionNoted { get; init; }

    /// <summary>What became of the invite; null: it was not taken in yet.</summary>
    public string? Invitation { get; init; }
}
