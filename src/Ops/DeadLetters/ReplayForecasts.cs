using System.Text.Json;
using Blink.Pipeline.Contracts;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Says what a replay would do with a letter. It is a forecast: a worker of another build may know what this one does not.</summary>
static class ReplayForecasts
{
    /// <summary>Foretells the replay of one letter.</summary>
    public static ReplayForecast Of(LetterFacts facts)
    {
        var (verdict, sentence) = facts.OriginQueue switch
        {
            Names.ApplyUser => Known(facts, nameof(ApplyUser)) ?? OfApplyUser(facts, CommandVersion(facts.Body)),
            Names.NotifySyncErrors => Known(facts, nameof(SyncErrorRaised), nameof(SyncErrorResolved)) ?? OfSyncError(facts),
            Names.SendInvite => Known(facts, nameof(SendInvite)) ?? OfInvite(facts),
            null => (ReplayVerdict.CannotBePublished, "The queue that it failed in cannot be told: it can only be discarded."),
            var other => (ReplayVerdict.CannotBePublished, $"No worker of this system has the queue {other}: it can only be discarded."),
        };
        return new(facts.Id, verdict, sentence);
    }

    /// <summary>The version that a command asks for; null: the body is no command.</summary>
    public static long? CommandVersion(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize<ApplyUser>(body, JsonSerializerOptions.Web) is { Version: > 0 } command ? command.Version : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static (ReplayVerdict Verdict, string Sentence)? Known(LetterFacts facts, params ReadOnlySpan<string> types)
    {
        if (facts.MessageType is { } type && !types.Contains(type))
            return (ReplayVerdict.UnknownType, $"Queue {facts.OriginQueue} has no consumer for {type}: it would be skipped again.");
        if (facts.OrganisationId is null || facts.SubjectId is null)
            return (ReplayVerdict.Unreadable, "Its body does not say what it is about: it would fail again.");
        return facts.OrganisationExists ? null : (ReplayVerdict.OrganisationGone, "Its organisation is not known: it would fail again.");
    }

    static (ReplayVerdict, string) OfApplyUser(LetterFacts facts, long? version) => facts switch
    {
        _ when version is null => (ReplayVerdict.Unreadable, "Its body names no version: it would fail again."),
        { DesiredVersion: null } => (ReplayVerdict.UserGone, "Its organisation has no such user (any more): it would fail again."),
        { Outcome: "applied", DecidedVersion: { } applied } when applied >= version =>
            (ReplayVerdict.Superseded, $"Version {applied} is applied since, and it asks for version {version}: a replay would do nothing."),
        { Outcome: "rejected", DecidedVersion: { } rejected } when rejected >= facts.DesiredVersion =>
            (ReplayVerdict.AppliesVersion, $"Version {rejected} was rejected ({facts.Reason}): a replay would try it again."),
        { Deleted: true } => (ReplayVerdict.AppliesVersion, $"A replay would apply version {facts.DesiredVersion}, by which the user is deleted."),
        _ => (ReplayVerdict.AppliesVersion, $"A replay would apply version {facts.DesiredVersion}."),
    };

    static (ReplayVerdict, string) OfSyncError(LetterFacts facts) => facts switch
    {
        { SyncErrorExists: false } => (ReplayVerdict.Forgotten, "The sync error is not known (any more): a replay would do nothing."),
        { Mailing: null } => (ReplayVerdict.TellsOrganisation, "The sync error is not noted yet: a replay would have it told."),
        { SyncErrorResolved: true, ResolutionNoted: false } =>
            (ReplayVerdict.TellsOrganisation, "The sync error is noted, and is resolved since: a replay would have that told, if it was not noted meanwhile."),
        _ => (ReplayVerdict.ToldAlready, $"The sync error is noted already (its mail: {facts.Mailing}): a replay would do nothing."),
    };

    static (ReplayVerdict, string) OfInvite(LetterFacts facts) => facts.Invitation is { } status
        ? (ReplayVerdict.InvitedAlready, $"The invite is taken in already (its mail: {status}): a replay would do nothing.")
        : (ReplayVerdict.SendsInvite, "No mail was written for this invite: a replay would send it.");
}
