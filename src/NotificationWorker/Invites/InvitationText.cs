using System.Text;

namespace Blink.Pipeline.NotificationWorker.Invites;

/// <summary>The words of an invite, and its plain text form.</summary>
static class InvitationText
{
    public const string Title = "You are invited to Blink";

    public const string SignIn = "Your account is ready. Sign in with this e-mail address:";

    public const string Footer = "You get this mail because your organisation asked Blink to send it. If you did not expect it, you need do nothing. Nobody reads replies.";

    public static string Of(InvitationView view)
    {
        var text = new StringBuilder();
        text.AppendLine($"{Title} – {view.OrganisationName}").AppendLine();
        text.AppendLine($"Hello {view.Addressee},").AppendLine();
        text.AppendLine($"{view.OrganisationName} uses Blink and invites you to join.");
        text.AppendLine(SignIn).AppendLine().AppendLine($"  {view.Address}").AppendLine();
        if (view.AppUrl is { } app)
            text.AppendLine($"Open Blink: {app.AbsoluteUri}").AppendLine();
        return text.AppendLine(Footer).ToString();
    }
}
