using CsvHelper;
using MimeKit;

namespace Blink.Pipeline.Dev.Checking;

/// <summary>The mails that the SMTP server accepted; each one is read once.</summary>
sealed class Maildir(string directory)
{
    readonly HashSet<string> read = [];
    readonly List<SentMail> mails = [];

    /// <summary>Every mail, also the second send of one.</summary>
    public IReadOnlyList<SentMail> Mails => mails;

    /// <summary>Everybody whom a mail names; a mail that was sent twice counts once.</summary>
    public IReadOnlyList<MailedPerson> People => [.. mails.DistinctBy(mail => mail.MessageId).SelectMany(mail => mail.People)];

    /// <summary>The address of each mail.</summary>
    public IReadOnlyList<string> Recipients => [.. mails.Select(mail => mail.Recipient)];

    /// <summary>Reads what is new.</summary>
    public async Task ReadNewAsync(CancellationToken cancellationToken)
    {
        foreach (var file in Files().Where(file => !read.Contains(file)))
        {
            var bytes = await File.ReadAllBytesAsync(file, cancellationToken);
            using var content = new MemoryStream(bytes);
            using var message = await MimeMessage.LoadAsync(content, cancellationToken);
            mails.Add(new SentMail(
                message.MessageId ?? file,
                string.Join(", ", message.To.Mailboxes.Select(mailbox => mailbox.Address)),
                MailFingerprint.Of(bytes),
                [.. message.Attachments.OfType<MimePart>().SelectMany(PeopleIn)]));
            read.Add(file);
        }
    }

    /// <summary>Copies the mails to where they outlive the server; what was there before is removed.</summary>
    public void CopyTo(string target)
    {
        if (Directory.Exists(target)) Directory.Delete(target, recursive: true);
        Directory.CreateDirectory(target);
        foreach (var (file, index) in Files().Select((file, index) => (file, index)))
            File.Copy(file, Path.Combine(target, $"{index + 1:000}.eml"));
    }

    IEnumerable<string> Files()
    {
        var folder = Path.Combine(directory, "new");
        return Directory.Exists(folder) ? Directory.GetFiles(folder).Order(StringComparer.Ordinal) : [];
    }

    static List<MailedPerson> PeopleIn(MimePart attachment)
    {
        using var content = new MemoryStream();
        attachment.Content!.DecodeTo(content);
        content.Position = 0;
        using var csv = CsvReader.Create(content, new CsvReaderOptions());
        csv.ReadHeader();
        var people = new List<MailedPerson>();
        while (csv.Read()) people.Add(new MailedPerson(csv.GetString("status"), csv.GetString("reason"), csv.GetString("userName"), csv.GetString("raisedAt")));
        return people;
    }
}
