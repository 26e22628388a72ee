using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Invites;
using Blink.Pipeline.NotificationWorker.SyncAlerts;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;

namespace Blink.Pipeline.NotificationWorker.Tests.Mail;

/// <summary>Writes the mails of which docs/mails.md shows pictures; run on request only, as that page says.</summary>
public sealed class MailSamples
{
    [Fact(Explicit = true)]
    public async Task Write_the_samples()
    {
        var folder = Directory.CreateDirectory(Environment.GetEnvironmentVariable("MAIL_SAMPLES") ?? "mail-samples").FullName;
        using var digest = await Mails.ComposeAsync(Content(), options: new DigestOptions { MaxInline = 10, ConsoleUrl = new("https://ops.blink.example/errors") });
        using var invite = await Mails.ComposeAsync(
            InvitationView.Of("Ane", "Sørensen", "ane.sorensen@contoso.example", "Contoso A/S", new("https://app.blink.example/")));
        using var alert = await Mails.ComposeAsync(AlertView.Of(
            AlertKind.QuarantineNear, new(null, null, null, new(6_000, 2_990, 10)), SampleContent.Raised, "Contoso A/S"));
        foreach (var (name, message) in new[] { ("digest", digest), ("invite", invite), ("alert", alert) })
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.html"), message.HtmlBody, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.txt"), message.TextBody, TestContext.Current.CancellationToken);
        }
    }

    static DigestContent Content() => new(
        "Contoso A/S",
        [
            .. Enumerable.Range(20, 40).Select(i => Person("email_in_use", $"Shared mailbox {i}", $"shared{i}", "reception@contoso.example")),
            Person("email_in_use", "Ane Sørensen", "ane.sorensen", "ane@contoso.example"),
            Person("email_in_use", "李小龍", "li.xiaolong", "ane@contoso.example"),
            Person("mobile_in_use_elsewhere", "محمد العتيبي", "m.alotaibi", "+45 20 12 34 56"),
            Person("mobile_in_use_elsewhere", "יעל כהן", "yael.cohen", "+972 50-123-4567"),
            Person("no_identifier", "<b>Meeting room</b> 3", "room3", "") with { EmployeeId = "" },
        ],
        [Person("phone_not_recognised", "Дмитрий Иванов", "d.ivanov", "ext. 12 (ask reception)")],
        [Person("email_in_use", "Zoë O’Connor-Ñuñez", "zoe.oconnor", "zoe@contoso.example")],
        StillOpen: 12);

    static DigestItem Person(string reason, string name, string user, string value) =>
        new(reason, name, $"{user}@contoso.example", $"E-{1000 + user.Length}", value, SampleContent.Raised);
}
