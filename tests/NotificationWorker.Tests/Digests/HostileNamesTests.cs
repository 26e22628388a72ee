using System.Net;
using System.Text;
using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using CsCheck;
using CsvHelper;
using MimeKit;
using MimeKit.Text;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

/// <summary>A name is hostile input: whatever it holds, the mail stays the mail that we wrote.</summary>
public sealed class HostileNamesTests
{
    static readonly Gen<string> Hostile = Gen.OneOf(
        Gen.OneOf(
            "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><style>*{display:none}", "\r\nBcc: everybody@evil.example", "\r\n.\r\nQUIT",
            "=cmd|' /C calc'!A0", "@SUM(1)", "\u202Egnp.exe", "\u2066\u2067", "👩‍👩‍👧‍👦", "\ud83d", "\udc00x", "--=-boundary", "=?utf-8?B?PHNjcmlwdD4=?=",
            "يعلم", "\0", "\u2028", "&lt;b&gt;", new string('w', 10_000)),
        Gen.String[Gen.Char, 0, 40]);

    static readonly HashSet<string> OurTags =
        ["html", "head", "meta", "title", "style", "body", "table", "thead", "tbody", "tr", "th", "td", "p", "h1", "h2", "span", "strong", "bdi", "br", "a"];

    static readonly Gen<string> Names = Hostile.Array[1, 4].Select(parts => string.Concat(parts));

    [Fact]
    public async Task A_digest_of_any_names_is_read_back_as_it_was_written() =>
        await Gen.Select(Names, Names, Names).SampleAsync(async (organisation, name, value) =>
        {
            var person = new DigestItem("email_in_use", Line(name), Line(name), Line(value), Line(value), SampleContent.Raised);
            using var message = await Mails.ComposeAsync(new DigestContent(Line(organisation), [person], [], [], 0));

            CheckHeaders(message, ["text/plain", "text/html", "text/csv"]);
            CheckHtml(message, person.Shortened().Name);
            Assert.Contains(person.Shortened().Value, message.TextBody, StringComparison.Ordinal);
            CheckCsv(Mails.CsvOf(message), person);
        }, iter: 100, threads: 1);

    [Fact]
    public async Task An_invite_with_any_names_is_read_back_as_it_was_written() =>
        await Gen.Select(Names, Names, Names).SampleAsync(async (organisation, name, address) =>
        {
            var view = InvitationView.Of(name, null, address, organisation, new Uri("https://app.blink.example/"));
            using var message = await Mails.ComposeAsync(view);

            CheckHeaders(message, ["text/plain", "text/html"]);
            CheckHtml(message, view.OrganisationName);
            Assert.Contains(view.Addressee, message.TextBody, StringComparison.Ordinal);
        }, iter: 100, threads: 1);

    static string Line(string text) => SafeText.Line(text, 1_000);

    static void CheckHeaders(MimeMessage message, string[] types)
    {
        Assert.Equal(
            ["Auto-Submitted", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To", "X-Auto-Response-Suppress"],
            message.Headers.Select(header => header.Field).Where(field => field != "References").Order(StringComparer.Ordinal));
        Assert.DoesNotContain(message.Subject!, character => char.IsControl(character));
        Assert.Equal(types, message.BodyParts.Select(part => part.ContentType.MimeType));
        Assert.Single(message.To);
    }

    static void CheckHtml(MimeMessage message, string shown)
    {
        var tokenizer = new HtmlTokenizer(new StringReader(message.HtmlBody!)) { DecodeCharacterReferences = true };
        var tags = new HashSet<string>();
        while (tokenizer.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken tag)
                tags.Add(tag.Name);
        }
        Assert.Subset(OurTags, tags);
        Assert.Contains($">{shown}</bdi>", WebUtility.HtmlDecode(message.HtmlBody), StringComparison.Ordinal);
    }

    static void CheckCsv(string file, DigestItem person)
    {
        using var csv = CsvReader.Create(new MemoryStream(Encoding.UTF8.GetBytes(file)), new CsvReaderOptions(), leaveOpen: false);
        csv.ReadHeader();
        Assert.True(csv.Read());
        var name = csv.GetString("name");
        Assert.Contains(name, new[] { person.Name, $"'{person.Name}" });
        Assert.DoesNotContain(name.FirstOrDefault(), "=+-@\t\r");
        Assert.False(csv.Read());
    }
}
