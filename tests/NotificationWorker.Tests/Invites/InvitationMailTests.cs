using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Tests.Invites;

public sealed class InvitationMailTests
{
    static InvitationView View(Uri? app = null) => InvitationView.Of("Ane", "Sørensen", "ane@contoso.example", "Contoso A/S", app);

    [Fact]
    public async Task Text_and_html_say_who_invites_whom_and_where_to()
    {
        using var message = await Mails.ComposeAsync(View(new("https://app.blink.example/sign-in?from=mail&x=1")));

        Assert.Equal(["text/plain", "text/html"], Assert.IsType<MultipartAlternative>(message.Body).Select(part => part.ContentType.MimeType));
        Assert.Equal("You are invited to Blink – Contoso A/S", message.Subject);
        foreach (var text in new[] { message.TextBody, System.Net.WebUtility.HtmlDecode(message.HtmlBody) })
        {
            Assert.Contains("Ane Sørensen", text, StringComparison.Ordinal);
            Assert.Contains("Contoso A/S", text, StringComparison.Ordinal);
            Assert.Contains("ane@contoso.example", text, StringComparison.Ordinal);
            Assert.Contains("https://app.blink.example/sign-in?from=mail&x=1", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Its_headers_say_what_it_is()
    {
        using var message = await Mails.ComposeAsync(View());

        Assert.Equal($"invite-{Mails.Taken.Id:N}@blink.example", message.MessageId);
        Assert.Equal("auto-generated", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("ane@contoso.example", Assert.Single(message.To.Mailboxes).Address);
        Assert.Empty(message.References);
    }

    [Fact]
    public async Task Without_an_address_of_the_app_there_is_no_link()
    {
        using var message = await Mails.ComposeAsync(View());

        Assert.DoesNotContain("<a ", message.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("http", message.TextBody, StringComparison.Ordinal);
    }
}
