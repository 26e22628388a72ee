using Blink.Pipeline.Ops.DeadLetters;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>How dead letters are drawn.</summary>
static class DeadLetterViews
{
    public static IRenderable Letters(IReadOnlyList<DeadLetter> letters, int limit, DateTimeOffset now) => new Rows(
        Tables.Of(
            ["#Id", "Failed", "In queue", "~Why", "?#Replays", "Status"],
            letters.Select(letter => (IReadOnlyList<string>)
            [
                letter.Id.ToString(),
                Words.Ago(letter.FailedAt, now),
                Words.Text(letter.OriginQueue ?? letter.Queue),
                Words.Text(DeadLetterWords.Why(letter)),
                letter.ReplayCount.ToString(),
                Words.State(letter.Status),
            ]),
            "No dead letters."),
        new Markup(letters.Count == limit ? $"These are the newest {limit}: --before {letters[^1].Id} shows the next, --group sums them up.\n" : ""));

    /// <summary>A block a group where the key is an exception and its place, which need the whole width; else a row.</summary>
    public static IRenderable Groups(IReadOnlyList<DeadLetterGroup> groups, DeadLetterGrouping by, DateTimeOffset now) => by is DeadLetterGrouping.Failure
        ? Blocks(groups, now)
        : Tables.Of(
            [$"~{by}", "#Letters", "#Replayed before", "?~In queues", "Oldest", "Newest", "?#Example"],
            groups.Select(group => (IReadOnlyList<string>)
            [
                Words.Text(group.Key),
                Words.Count(group.Count),
                Words.Count(group.ReplayedBefore),
                Words.Text(string.Join(", ", group.OriginQueues)),
                Words.Ago(group.Oldest, now),
                Words.Ago(group.Newest, now),
                group.ExampleId.ToString(),
            ]),
            "No dead letters.");

    static IRenderable Blocks(IReadOnlyList<DeadLetterGroup> groups, DateTimeOffset now) => groups.Count == 0
        ? new Markup("No dead letters.\n")
        : new Rows(groups.Select(group => new Rows(
        [
            new Markup(
                $"\n[bold]{Words.Of(group.Count, "letter")}[/] of {Words.Text(string.Join(", ", group.OriginQueues))}, {Ages(group, now)}, "
                + $"the newest is {group.ExampleId}{FailedAgain(group)}"),
            Indented(Words.Text(group.Key)),
            .. group.ExampleMessage is { } message ? [Indented($"[grey]{Words.Text(DeadLetterWords.Short(message))}[/]")] : Array.Empty<IRenderable>(),
        ])).Append<IRenderable>(new Text("")));

    static string FailedAgain(DeadLetterGroup group) => group.ReplayedBefore > 0 ? $", [red]{Words.Count(group.ReplayedBefore)} failed again after a replay[/]" : "";

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
            .. Subject(details.Subject),
            ("Why", Words.Text(DeadLetterWords.Why(details.Letter))),
            ("Given up by", Words.Text(DeadLetterWords.Of(details.Host))),
            ("Tries", details.Attempts.Count > 0 ? string.Join(", ", details.Attempts.Select(Attempt)) : "–"),
            ("Replays", Replays(details)),
            ("A replay now", Words.Text(details.Forecast?.Sentence)),
        ]),
        details.Lives.Count > 1 ? Lives(details) : new Markup(""),
        Section("Thrown at", details.StackTrace),
        new Markup("\n[bold]Headers[/]"),
        Tables.Facts(details.Headers.EnumerateObject().Where(header => header.Name != "MT-Fault-StackTrace")
            .Select(header => (Words.Text(header.Name), Words.Text(header.Value.ToString())))),
        Section("Body", details.PrettyBody ?? $"No text; base64: {details.BodyBase64}"),
        new Markup("\n[bold]History[/]"),
        details.History.Count > 0 ? AuditCommands.Table(details.History) : new Markup("Nobody has touched it yet.\n"));

    static IEnumerable<(string, string)> Subject(LetterSubject? subject) => subject is null or { ScimUserId: null, AccountId: null }
        ? []
        :
        [
            ("SCIM user", Words.Text(subject.ScimUserId?.ToString())),
            ("Account", Words.Text(subject.AccountId?.ToString())),
            ("Versions", $"asked for {Version(subject.CommandVersion)}, wanted {Version(subject.DesiredVersion)}, decided {Decided(subject)}"),
        ];

    static string Version(long? version) => version?.ToString() ?? "–";

    static string Decided(LetterSubject subject) =>
        subject.Outcome is { } outcome ? $"{Version(subject.DecidedVersion)} {Words.State(outcome)}" : Version(subject.DecidedVersion);

    static string Attempt(LetterAttempt attempt) => string.Join(' ', new[]
    {
        $"{attempt.What} {Words.Of(attempt.Times, "time")}",
        attempt.Queue is { } queue ? $"from {Words.Text(queue)}" : null,
        attempt.Reason is { } reason ? $"({Words.Text(reason)})" : null,
    }.OfType<string>());

    static Rows Lives(DeadLetterDetails details) => new(
        new Markup("\n[bold]Lives of this message[/]"),
        Tables.Of(
            ["#Letter", "Failed", "~Exception", "Status", "#Replays"],
            details.Lives.Select(life => (IReadOnlyList<string>)
            [
                life.Id == details.Letter.Id ? $"[bold]{life.Id}[/]" : life.Id.ToString(),
                Words.Time(life.FailedAt),
                Words.Text(life.ExceptionType),
                Words.State(life.Status),
                life.ReplayCount.ToString(),
            ]),
            ""));

    public static IRenderable Preview(RunPreview preview, string done, DateTimeOffset now) => new Rows(
        new Markup($"{Words.Of(preview.Matched, "letter")} would be {done}; nothing is changed."),
        new Markup(preview.Replayable < preview.Matched && done == "replayed"
            ? $"[yellow]{Words.Of(preview.Matched - preview.Replayable, "of them")} failed in no known work queue, and can only be discarded.[/]"
            : ""),
        new Markup(preview.HalfWay > 0 && done == "replayed" ? $"[yellow]{DeadLetterWords.HalfWay(preview.HalfWay)}[/]" : ""),
        preview.Matched > 0 && done == "replayed" ? Forecasts(preview) : new Markup(""),
        preview.Groups.Count > 0 ? Blocks(preview.Groups, now) : new Markup(""));

    static Rows Forecasts(RunPreview preview) => new(
        Tables.Of(
            ["What a replay would do", "#Letters"],
            preview.Verdicts.Select(verdict => (IReadOnlyList<string>)[Verdict(verdict.Verdict), Words.Count(verdict.Count)]),
            ""),
        Tables.Of(
            ["#Id", "~The oldest of them"],
            preview.Letters.Select(letter => (IReadOnlyList<string>)[letter.Id.ToString(), Words.Text(letter.Sentence)]),
            ""));

    static string Verdict(ReplayVerdict verdict) => $"[{Urgencies.Of(verdict).Colour()}]{DeadLetterWords.Of(verdict)}[/]";

    public static IRenderable Result(RunResult result, string done) => new Rows(
        new Markup($"{Words.Of(result.Done, "letter")} {done} in run {result.RunId}."),
        new Markup(result.TakenOver > 0 ? $"{Words.Of(result.TakenOver, "letter")} had been left half-way by a run that died." : ""),
        new Markup(result.Done == 0 && result.Refused.Count == 0 ? "Nothing that fits was waiting: 'dead-letters list' shows what is." : ""));

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

    static Rows Section(string heading, string? text) =>
        new(new Markup($"\n[bold]{heading}[/]"), new Text(string.IsNullOrWhiteSpace(text) ? "–" : text.TrimEnd()));
}
