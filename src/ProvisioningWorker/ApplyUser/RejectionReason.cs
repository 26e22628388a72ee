namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>Why a change was not applied: a closed set, the same in the database, the digest and the console.</summary>
enum RejectionReason
{
    AmbiguousMatch,
    AlreadyLinked,
    EmailInUseElsewhere,
    MobileInUseElsewhere,
    EmailInUse,
    MobileInUse,
    NoIdentifier,
}
