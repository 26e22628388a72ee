namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>A digest as the mail shows it; the text and the HTML form say the same.</summary>
/// <param name="Title">What it is about, with its number; the subject, too.</param>
/// <param name="OrganisationName">Whom it is for.</param>
/// <param name="Sections">The parts that have people, errors first.</param>
/// <param name="StillOpen">How many of earlier digests are not resolved.</param>
/// <param name="ConsoleUrl">The console; null: no link.</param>
public sealed record DigestView(
    string Title, string OrganisationName, IReadOnlyList<DigestSection> Sections, int StillOpen, Uri? ConsoleUrl)
{
    /// <summary>Whether only the attached file names everybody.</summary>
    public bool NamesSomeOnly => Sections.Any(section => section.Named < section.Total);

    internal static DigestView Of(DigestContent content, DigestOptions options)
    {
        DigestSection[] sections =
        [
            DigestSection.Of("Not synchronised", content.Errors, withRemedies: true),
            DigestSection.Of("Synchronised with a warning", content.Warnings, withRemedies: true),
            DigestSection.Of("Resolved since the last mail", content.Resolved, withRemedies: false),
        ];
        return new(
            TitleOf(content),
            content.OrganisationName,
            InlineRoom.Share([.. sections.Where(section => section.Total > 0)], options.MaxInline),
            content.StillOpen,
            options.ConsoleUrl);
    }

    static string TitleOf(DigestContent content) => content switch
    {
        { Errors.Count: > 0 } => Counted(content.Errors.Count, "synchronisation error"),
        { Warnings.Count: > 0 } => Counted(content.Warnings.Count, "synchronisation warning"),
        _ => Counted(content.Resolved.Count, "synchronisation error") + " resolved",
    };

    static string Counted(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
