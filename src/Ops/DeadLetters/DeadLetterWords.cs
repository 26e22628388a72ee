using System.Globalization;

namespace Blink.Pipeline.Ops.DeadLetters;

/// <summary>Dead letters in plain words, for whoever draws them.</summary>
static class DeadLetterWords
{
    /// <summary>Why it failed, in one line.</summary>
    public static string Why(DeadLetter letter) => letter.ExceptionType is { } type
        ? string.IsNullOrWhiteSpace(letter.ExceptionMessage) ? type.Split('.')[^1] : $"{type.Split('.')[^1]}: {Short(letter.ExceptionMessage)}"
        : letter.Cause switch
        {
            "skipped" => $"skipped: no consumer knows {letter.MessageType ?? "its type"}",
            "delivery_limit" => "delivery_limit: its worker died or gave it back too often",
            "unknown" => "unknown: it has no headers that say why",
            var cause => cause,
        };

    /// <summary>The first of a text, in one line.</summary>
    public static string Short(string text) =>
        text.ReplaceLineEndings(" ") is { Length: > 120 } line ? $"{line[..117]}…" : text.ReplaceLineEndings(" ");

    /// <summary>What a replay does before anything that it is asked for.</summary>
    public static string HalfWay(long letters) =>
        letters == 1
            ? "1 letter that a replay which died left half-way is published first, whatever you chose."
            : string.Create(
                CultureInfo.InvariantCulture, $"{letters:N0} letters that a replay which died left half-way are published first, whatever you chose.");

    /// <summary>What a replay would do, to follow "it would".</summary>
    public static string Of(ReplayVerdict verdict) => verdict switch
    {
        ReplayVerdict.AppliesVersion => "apply the newest version",
        ReplayVerdict.Superseded => "do nothing: a newer version is applied since",
        ReplayVerdict.TellsOrganisation => "tell the organisation",
        ReplayVerdict.ToldAlready => "do nothing: told already",
        ReplayVerdict.SendsInvite => "mail the invite",
        ReplayVerdict.InvitedAlready => "do nothing: invited already",
        ReplayVerdict.Forgotten => "do nothing: forgotten by now",
        ReplayVerdict.OrganisationGone => "fail again: the organisation is not known",
        ReplayVerdict.UserGone => "fail again: there is no such user",
        ReplayVerdict.UnknownType => "be skipped again: nobody takes its type",
        ReplayVerdict.Unreadable => "fail again: it cannot be read",
        _ => "not be possible: its queue is not known",
    };

    /// <summary>The process that gave it up.</summary>
    public static string? Of(LetterHost? host) => host is null
        ? null
        : Joined(
            ", ",
            host.Consumer,
            host.Process is null ? null : $"{host.Process} {host.Version}".TrimEnd(),
            host.ProcessId is null ? null : $"process {host.ProcessId}",
            host.Machine is null ? null : $"on {host.Machine}");

    static string Joined(string separator, params string?[] parts) => string.Join(separator, parts.OfType<string>());
}
