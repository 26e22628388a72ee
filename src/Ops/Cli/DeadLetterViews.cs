using System.Text.Encodings.Web;
using System.Text.Json;
using Blink.Pipeline.Ops.DeadLetters;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>How dead letters are drawn.</summary>
static class DeadLetterViews
{
    static readonly JsonSerializerOptions IndentedJson = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IRenderable Letters(IReadOnlyList<DeadLetter> letters, int limit, DateTimeOffset now) => new Rows(
        Tables.Of(
            ["#Id", "Failed", "In queue", "~Why", "?#Replays", "Status"],
            letters.Select(letter => (IReadOnlyList<string>)
            [
                letter.Id.ToString(),
                Words.Ago(letter.FailedAt, now),
                Words.Text(letter.OriginQueue ?? letter.Queue),
                Why(letter),
                letter.ReplayCount.ToString(),
                Words.State(letter.Status),
            ]),
            "No dead letters."),
        new Markup(letters.Count == limit ? $"These are the newest {limit}: --limit shows more, --group sums them up.\n" : ""));

    /// <summary>A block a group: an exception and its place need the whole width.</summary>
    public static IRenderable Groups(IReadOnlyList<DeadLetterGroup> groups, DateTimeOffset now) => groups.Count == 0
        ? new Markup("No dead letters.\n")
        : new Rows(groups.Select(group => new Rows(
        [
            new Markup($"\n[bold]{Words.Of(group.Count, "letter")}[/] of {Words.Text(string.Join(", ", group.OriginQueues))}, {Ages(group, now)}, the newest is {group.ExampleId}"),
            Indented(Words.Text(group.Key)),
            .. group.ExampleMessage is { } message ? [Indented($"[grey]{Words.Text(Short(message))}[/]")] : Array.Empty<IRenderable>(),
        ])).Append<IRenderable>(new Text("")));

    public static IRenderable Details(DeadLetterDetails details) => new Rows(
        Tables.Facts(
        [
            ("Dead letter", details.Letter.Id.ToString()),
            ("Status", $"{Words.State(details.Letter.Status)} since {Words.Time(details.Letter.StatusAt)}"),
            ("Failed", $"{Words.Time(details.Letter.FailedAt)} in {Words.Text(details.Letter.OriginQueue)}"),
            ("Collected", $"{Words.Time(details.Letter.CollectedAt)} from {Words.Text(details.Letter.Queue)}"),
            ("Message", $"{Words.Text(details.Letter.MessageType)} [grey]{Words.Text(details.Letter.MessageId)}[/]"),
            ("Organisation", Words.Text(details.Letter.OrganisationId?.ToString())),
            ("About", Words.Text(details.Letter.SubjectId?.ToString())),
            ("Why", Why(details.Letter)),
            ("Replays", Replays(details)),
        ]),
        Section("Thrown at", details.StackTrace),
        new Markup("\n[bold]Headers[/]"),
        Tables.Facts(details.Headers.EnumerateObject().Where(header => header.Name != "MT-Fault-StackTrace")
            .Select(header => (Words.Text(header.Name), Words.Text(header.Value.ToString())))),
        Section("Body", Body(details)),
        new Markup("\n[bold]History[/]"),
        details.History.Count > 0 ? AuditCommands.Table(details.History) : new Markup("Nobody has touched it yet.\n"));

    public static IRenderable Preview(RunPreview preview, string done, DateTimeOffset now) => new Rows(
        new Markup($"{Words.Of(preview.Matched, "letter")} would be {done}; nothing is changed."),
        new Markup(preview.Replayable < preview.Matched && done == "replayed"
            ? $"[yellow]{Words.Of(preview.Matched - preview.Replayable, "of them")} failed in no known work queue, and can only be discarded.[/]"
            : ""),
        preview.Matched > 0 ? Groups(preview.Groups, now) : new Markup(""));

    public static IRenderable Result(RunResult result, string done) => new Rows(
        new Markup($"{Words.Of(result.Done, "letter")} {done} in run {result.RunId}."),
        new Markup(result.TakenOver > 0 ? $"{Words.Of(result.TakenOver, "letter")} had been left half-way by a run that died." : ""),
        new Markup(result.Done == 0 && result.Refused.Count == 0 ? "Nothing that fits was waiting: 'dead-letters list' shows what is." : ""));

    static string Why(DeadLetter letter) => letter.ExceptionType is { } type
        ? $"{Words.Text(type.Split('.')[^1])}: {Words.Text(Short(letter.ExceptionMessage ?? ""))}"
        : letter.Cause switch
        {
            "skipped" => $"skipped: no consumer knows {Words.Text(letter.MessageType ?? "its type")}",
            "delivery_limit" => "delivery_limit: its worker died or gave it back too often",
            "unknown" => "unknown: it has no headers that say why",
            var cause => Words.Text(cause),
        };

    static string Ages(DeadLetterGroup group, DateTimeOffset now) => group.Count == 1
        ? Words.Ago(group.Newest, now)
        : $"from {Words.Ago(group.Oldest, now)} to {Words.Ago(group.Newest, now)}";

    static Padder Indented(string markup) => new Padder(new Markup(markup)).Padding(2, 0, 0, 0);

    static string Replays(DeadLetterDetails details) => string.Join(", ", new[]
    {
        details.Letter.ReplayCount.ToString(),
        details.Letter.ReplayOf is { } before ? $"was letter {before} before" : null,
        details.CameBackAs is { } after ? $"[red]failed again as letter {after}[/]" : null,
    }.OfType<string>());

    static string Short(string text) => text.ReplaceLineEndings(" ") is { Length: > 120 } line ? $"{line[..117]}…" : text.ReplaceLineEndings(" ");

    static Rows Section(string heading, string? text) =>
        new(new Markup($"\n[bold]{heading}[/]"), new Text(string.IsNullOrWhiteSpace(text) ? "–" : text.TrimEnd()));

    static string Body(DeadLetterDetails details)
    {
        if (details.Body is not { } text)
            return $"No text; base64: {details.BodyBase64}";
        try
        {
            return JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(text), IndentedJson);
        }
        catch (JsonException)
        {
            return text;
        }
    }
}
