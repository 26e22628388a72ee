using CsvHelper;
using MimeKit;

namespace Blink.Pipeline.Dev.Demo;

/// <summary>The mails that the SMTP server accepted; each one is read once.</summary>
sealed class Maildir(string directory)
{
    readonly HashSet<string> read = [];
    readonly List<MailedPerson> people = [];
    readonly List<string> recipients = [];

    /// <summary>Everybody whom a mail names.</summary>
    public IReadOnlyList<MailedPerson> People => people;

    /// <summary>The address of each mail.</summary>
    public IReadOnlyList<string> Recipients => recipients;

    /// <summary>Reads what is new.</summary>
    public async Task ReadNewAsync(CancellationToken cancellationToken)
    {
        foreach (var file in Files().Where(file => !read.Contains(file)))
        {
            using var message = await MimeMessage.LoadAsync(file, cancellationToken);
            recipients.AddRange(message.To.Mailboxes.Select(mailbox => mailbox.Address));
            foreach (var attachment in message.Attachments.OfType<MimePart>()) people.AddRange(PeopleIn(attachment));
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
