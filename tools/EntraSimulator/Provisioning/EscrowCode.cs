namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>Why an object is in escrow, in the words of Entra's provisioning logs.</summary>
public enum EscrowCode
{
    /// <summary>No answer in time, or no connection.</summary>
    Timeout,

    /// <summary>409.</summary>
    Conflict,

    /// <summary>A known id that the target no longer has (404).</summary>
    InvalidAnchor,

    /// <summary>401 or 403.</summary>
    Unauthorized,

    /// <summary>429.</summary>
    TooManyRequests,

    /// <summary>Any 5xx.</summary>
    InternalServerError,

    /// <summary>More than one match for the matching attribute.</summary>
    DuplicateTargetEntries,

    /// <summary>A successful answer that isn't SCIM.</summary>
    ServiceIncompatible,

    /// <summary>The manager itself is not provisioned yet.</summary>
    ReferenceNotResolved,

    /// <summary>Any other 4xx.</summary>
    BadRequest,
}
