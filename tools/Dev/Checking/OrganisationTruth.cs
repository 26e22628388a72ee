namespace Blink.Pipeline.Dev.Checking;

/// <summary>What must have become of one organisation.</summary>
/// <param name="Address">Where its digests go.</param>
/// <param name="Expectations">Of every person in its directory.</param>
/// <param name="Accounts">How many accounts it must have, disabled ones included.</param>
/// <param name="Acknowledged">What Entra was promised, by SCIM id.</param>
/// <param name="Mails">What must be in its mails.</param>
sealed record OrganisationTruth(
    string Address,
    IReadOnlyList<Expectation> Expectations,
    int Accounts,
    IReadOnlyDictionary<Guid, AcknowledgedVersion> Acknowledged,
    MailComparison Mails);
