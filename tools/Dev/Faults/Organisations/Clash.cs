namespace Blink.Pipeline.Dev.Faults.Organisations;

/// <summary>An identity that somebody wants and somebody else has.</summary>
/// <param name="VictimOf">The organisation of the one who wants it, and is rejected.</param>
/// <param name="Victim">Who.</param>
/// <param name="HolderOf">The organisation of the one who has it.</param>
/// <param name="Holder">Who.</param>
/// <param name="IsMobile">Whether it is a mobile number; else it is an e-mail address.</param>
/// <param name="Healings">What can end it.</param>
/// <param name="Round">Since when.</param>
sealed record Clash(
    FaultOrganisation VictimOf, Guid Victim, FaultOrganisation HolderOf, Guid Holder, bool IsMobile, IReadOnlyList<Healing> Healings, int Round);
