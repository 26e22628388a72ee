using System.Text.Json;
using Blink.Pipeline.Ops.Users;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>How a user's story is drawn.</summary>
static class UserStoryView
{
    static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static IRenderable Draw(UserStory story) => new Rows(
    [
        Tables.Facts(
        [
            ("SCIM user", $"{Words.Text(story.UserName)} [grey]{story.ScimUserId}[/]"),
            ("Organisation", Words.Text(story.Organisation)),
            ("State", $"{Words.State(story.State)} at version {story.Version}{(story.DeletedAt is { } deleted ? $", deleted {Words.Time(deleted)}" : "")}"),
            ("Decided", story.Decided is { } last ? $"version {last.Version}: {Decision(last)} {Words.Time(last.DecidedAt)}" : "not yet"),
            ("externalId", Words.Text(story.ExternalId)),
            ("Created", Words.Time(story.CreatedAt)),
            ("Last changed", Words.Time(story.LastModified)),
            ("Account", story.Account is { } account ? $"{account.Id}, {Words.State(account.Active ? "active" : "disabled")}" : "none"),
            ("Linked", story.Account?.Scim is { } scim ? $"{Words.Time(scim.LinkedAt)} ({scim.LinkedBy})" : "–"),
        ]),
        Fields(story),
        Versions(story),
        ErrorCommands.Table(story.Errors),
        .. story.Mails.Count == 0 ? [] : new[] { Mails(story) },
        .. story.Invites.Count == 0 ? [] : new[] { InviteCommands.Table(story.Invites) },
        .. story.Letters.Count == 0 ? [] : new[] { Letters(story) },
        new Markup("Desired state, as sent:"),
        new Text(JsonSerializer.Serialize(story.Document, Indented)),
        new Markup(""),
    ]);

    static IRenderable Fields(UserStory story) => Tables.Of(
        ["Field", "~Wanted", "~Account has", "Differs"],
        story.Fields.Select(field => (IReadOnlyList<string>)
        [
            field.Field, Words.Text(field.Desired), Words.Text(field.Applied), field.Differs ? "[yellow]differs[/]" : "",
        ]),
        "");

    static IRenderable Versions(UserStory story) => Tables.Of(
        ["#Version", "Acknowledged", "Published", "~Decided"],
        story.Versions.Select(version => (IReadOnlyList<string>)
        [
            Words.Count(version.Version),
            Words.Time(version.AcknowledgedAt),
            Words.Time(version.PublishedAt),
            version.Decisions.Count == 0
                ? $"[grey]{version.Undecided(story.Decided)}[/]"
                : string.Join("; ", version.Decisions.Select(decision => $"{Words.Time(decision.DecidedAt)} {Decision(decision)}")),
        ]),
        "Nothing is kept of its versions any more.");

    static IRenderable Mails(UserStory story) => Tables.Of(
        ["Told", "State", "Sent", "?Digest"],
        story.Mails.Select(mail => (IReadOnlyList<string>)
        [
            mail.Tells == "resolved" ? "that an error is over" : "of an error", Words.State(mail.Status), Words.Time(mail.SentAt), $"[grey]{mail.DigestId}[/]",
        ]),
        "");

    static IRenderable Letters(UserStory story) => Tables.Of(
        ["#Dead letter", "Queue", "State", "~Why", "Failed", "?#Replayed"],
        story.Letters.Select(letter => (IReadOnlyList<string>)
        [
            $"{letter.Id}", letter.Queue, Words.State(letter.Status), Words.Text(letter.ExceptionType ?? letter.Cause), Words.Time(letter.FailedAt), $"{letter.ReplayCount}",
        ]),
        "");

    static string Decision(DecidedVersion decided) => $"{Words.State(decided.Outcome)} {Words.Text(decided.Reason ?? decided.Decision)}";
}
