using Blink.Pipeline.Contracts;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using MimeKit;
using MimeKit.Text;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

public class DigestMailTests
{
    const string Hostile = "</td><script>alert('x')</script><img src=\"https://evil.example/p.png\">&amp;";

    [Fact]
    public async Task A_digest_is_text_first_then_html_and_a_file_that_names_everybody()
    {
        using var message = await Mails.ComposeAsync(SampleContent.Of(errors: 3));

        var mixed = Assert.IsType<Multipart>(message.Body, exactMatch: false);
        var alternative = Assert.IsType<MultipartAlternative>(mixed[0]);
        Assert.Equal(["text/plain", "text/html"], alternative.Select(part => part.ContentType.MimeType));
        Assert.Equal(4, Mails.CsvOf(message).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Its_headers_say_what_it_is_and_keep_its_thread()
    {
        using var message = await Mails.ComposeAsync(SampleContent.Of(errors: 3));

        Assert.Equal("[Blink] 3 synchronisation errors – Contoso A/S", message.Subject);
        Assert.Equal($"digest-{Mails.Taken.Id:N}@blink.example", message.MessageId);
        Assert.Equal([$"digests-{Mails.Taken.OrganisationId:N}@blink.example"], message.References);
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("All", message.Headers["X-Auto-Response-Suppress"]);
        Assert.Equal(SampleContent.Raised, message.Date);
        Assert.Equal("it@contoso.example", Assert.Single(message.To.Mailboxes).Address);
    }

    [Theory]
    [InlineData(1, 0, 0, "1 synchronisation error")]
    [InlineData(2, 5, 5, "2 synchronisation errors")]
    [InlineData(0, 2, 1, "2 synchronisation warnings")]
    [InlineData(0, 0, 1, "1 synchronisation error resolved")]
    public async Task The_subject_counts_what_matters_most(int errors, int warnings, int resolved, string title)
    {
        using var message = await Mails.ComposeAsync(SampleContent.Of(errors, warnings, resolved));

        Assert.Equal($"[Blink] {title} – Contoso A/S", message.Subject);
    }

    [Fact]
    public async Task Both_forms_say_who_why_and_what_to_do()
    {
        using var message = await Mails.ComposeAsync(SampleContent.Of(errors: 1, warnings: 1, resolved: 1) with { StillOpen = 7 });

        foreach (var text in new[] { message.TextBody, TextOf(message.HtmlBody) })
        {
            Assert.Contains("Ane Sørensen", text, StringComparison.Ordinal);
            Assert.Contains("user0@contoso.example", text, StringComparison.Ordinal);
            Assert.Contains("E-1000", text, StringComparison.Ordinal);
            Assert.Contains(ReasonText.Of("email_in_use_elsewhere").Problem, text, StringComparison.Ordinal);
            Assert.Contains(ReasonText.Of("email_in_use_elsewhere").Remedy, text, StringComparison.Ordinal);
            Assert.Contains(ReasonText.Of("phone_not_recognised").Remedy, text, StringComparison.Ordinal);
            Assert.Contains("Resolved since the last mail", text, StringComparison.Ordinal);
            Assert.Contains("Still open from earlier mails: 7", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ten_thousand_errors_make_one_mail_that_names_fifty_and_a_file_that_names_all()
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        using var message = await Mails.ComposeAsync(SampleContent.Of(errors: 10_000));
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(50, Occurrences(message.TextBody, "  userName: "));
        Assert.Equal(50, Occurrences(message.HtmlBody, "@contoso.example</bdi></span>"));
        Assert.Equal(10_001, Mails.CsvOf(message).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("names everybody", message.TextBody, StringComparison.Ordinal);
        Assert.InRange(message.HtmlBody!.Length, 1, 100_000);
        Assert.InRange(allocated, 1, 200_000_000);
    }

    [Fact]
    public async Task A_very_long_value_is_cut_in_the_mail_and_whole_in_the_file()
    {
        var value = new string('w', 1_000);
        using var message = await Mails.ComposeAsync(SampleContent.Of(0) with { Errors = [SampleContent.Person(name: value)] });

        Assert.DoesNotContain(value[..201], message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain(value[..201], message.HtmlBody, StringComparison.Ordinal);
        Assert.Contains(value, Mails.CsvOf(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markup_in_a_value_is_shown_as_text()
    {
        var content = SampleContent.Of(0) with { Errors = [SampleContent.Person(name: Hostile, value: Hostile)], OrganisationName = Hostile };
        using var message = await Mails.ComposeAsync(content);

        Assert.DoesNotContain(Tags(message.HtmlBody), tag => tag.Name is "script" or "img" or "link" or "iframe");
        Assert.Contains(Hostile, TextOf(message.HtmlBody), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_loaded_from_elsewhere_and_the_only_link_is_the_console()
    {
        using var message = await Mails.ComposeAsync(
            SampleContent.Of(errors: 3), options: new() { ConsoleUrl = new("https://console.blink.example/errors?a=1&b=2") });

        var addresses = Tags(message.HtmlBody).SelectMany(tag => tag.Attributes).Where(attribute => attribute.Name is "src" or "href" or "background").ToList();
        Assert.Equal(["https://console.blink.example/errors?a=1&b=2"], addresses.Select(attribute => attribute.Value));
        Assert.DoesNotContain("url(", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", message.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_in_any_direction_stand_for_themselves()
    {
        var content = SampleContent.Of(0) with { Errors = [SampleContent.Person(name: "יעל כהן")] };
        using var message = await Mails.ComposeAsync(content);

        Assert.Contains("<bdi dir=\"auto\">יעל כהן</bdi>", System.Net.WebUtility.HtmlDecode(message.HtmlBody), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organisation_cannot_add_headers_or_recipients()
    {
        const string Injection = "Contoso\r\nBcc: everybody@evil.example\r\n\r\nbody";
        var content = SampleContent.Of(errors: 1) with { OrganisationName = SafeText.Line(Injection, 1_000) };
        using var message = await Mails.ComposeAsync(content with { OrganisationName = Injection });

        Assert.Empty(message.Bcc);
        Assert.Equal("[Blink] 1 synchronisation error – Contoso  Bcc: everybody@evil.example    body", message.Subject);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("it@contoso.example\r\nBcc: everybody@evil.example")]
    [InlineData("it@contoso.example> RCPT TO:<everybody@evil.example")]
    [InlineData("it@contoso.example, everybody@evil.example")]
    [InlineData("root")]
    [InlineData("")]
    public async Task An_address_that_is_not_one_mailbox_gets_no_mail(string address)
    {
        using var message = await Mails.ComposeAsync(SampleContent.Of(errors: 1), Mails.Taken with { Recipient = address });

        Assert.Empty(message.To);
        Assert.Empty(message.Bcc);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"https://evil.example\")", "\"'=HYPERLINK(\"\"https://evil.example\"\")\"")]
    [InlineData("+45 12 34 56 78", "\"'+45 12 34 56 78\"")]
    [InlineData("-2+3", "\"'-2+3\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    public async Task No_cell_of_the_file_is_a_formula(string value, string cell)
    {
        var content = SampleContent.Of(0) with { Errors = [SampleContent.Person(value: value)] };
        using var message = await Mails.ComposeAsync(content);

        Assert.Contains($",E-1001,{cell},", Mails.CsvOf(message), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mail_says_nothing_of_who_else_has_a_value()
    {
        using var message = await Mails.ComposeAsync(SampleContent.Of(0) with { Errors = [SampleContent.Person(reason: "email_in_use_elsewhere")] });

        Assert.DoesNotContain("organisation ", ReasonText.Of("email_in_use_elsewhere").Remedy, StringComparison.Ordinal);
        Assert.DoesNotContain("another organisation", message.TextBody, StringComparison.OrdinalIgnoreCase);
    }

    static int Occurrences(string? text, string part) => text!.Split(part).Length - 1;

    static List<HtmlTagToken> Tags(string? html) => [.. Tokens(html).OfType<HtmlTagToken>()];

    static string TextOf(string? html) => string.Concat(Tokens(html).OfType<HtmlDataToken>().Where(token => token.GetType() == typeof(HtmlDataToken)).Select(token => token.Data));

    static IEnumerable<HtmlToken> Tokens(string? html)
    {
        var tokenizer = new HtmlTokenizer(new StringReader(html!)) { DecodeCharacterReferences = true };
        while (tokenizer.ReadNextToken(out var token))
            yield return token;
    }
}
