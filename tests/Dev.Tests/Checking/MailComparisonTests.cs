using Blink.Pipeline.Dev.Checking;
using MimeKit;

namespace Blink.Pipeline.Dev.Tests.Checking;

public sealed class MailComparisonTests : IDisposable
{
    const string Contoso = "it@contoso.example";
    const string Clash = "email_in_use_elsewhere";
    const string Adele = "adele@contoso.example";

    readonly string directory = Directory.CreateTempSubdirectory("blink-dev-tests-").FullName;
    readonly MailComparison comparison = new();
    readonly Expectation rejected = People.Expected(Fate.Rejected, Clash);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task A_rejected_user_who_is_in_a_mail_makes_no_difference()
    {
        comparison.Expect([rejected, People.Expected(Fate.Active, name: "fine")]);
        await MailAsync(("error", Clash, Adele));

        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task A_rejected_user_who_is_in_no_mail_is_found()
    {
        comparison.Expect([rejected]);
        await MailAsync(("warning", Clash, Adele));

        var difference = Assert.Single(await DifferencesAsync());

        Assert.Equal((rejected.User.ObjectId, "mail"), (difference.User, difference.Field));
        Assert.Contains(Clash, difference.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_user_who_is_told_another_reason_is_found_twice_over()
    {
        comparison.Expect([rejected]);
        await MailAsync(("error", "no_identifier", Adele));

        Assert.Equal([$"one that says {Clash}", "none"], (await DifferencesAsync()).Select(difference => difference.Expected));
    }

    [Theory]
    [InlineData("error", Clash)]
    [InlineData("resolved", Clash)]
    [InlineData("resolved", "phone_not_recognised")]
    public async Task Somebody_fine_who_is_named_in_a_mail_is_found(string status, string reason)
    {
        comparison.Expect([People.Expected(Fate.Active)]);
        await MailAsync((status, reason, Adele));

        var difference = Assert.Single(await DifferencesAsync());

        Assert.Equal(($"mail about {Adele}", "none", $"{status} {reason}"), (difference.Field, difference.Expected, difference.Found));
    }

    [Fact]
    public async Task Somebody_fine_may_have_a_warning_and_be_rid_of_it()
    {
        comparison.Expect([People.Expected(Fate.Active)]);
        await MailAsync(("warning", "phone_not_recognised", Adele));
        Assert.Empty(await DifferencesAsync());

        await MailAsync(("resolved", "phone_not_recognised", Adele));
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task Somebody_who_is_fine_again_must_be_reported_as_resolved_under_the_name_of_then()
    {
        comparison.Expect([rejected]);
        await MailAsync(("error", Clash, Adele));
        comparison.Expect([rejected with { Fate = Fate.Active, Reason = null, User = rejected.User with { UserPrincipalName = "married@contoso.example" } }]);

        Assert.Equal($"mail about {Adele}", Assert.Single(await DifferencesAsync()).Field);
        await MailAsync(("resolved", Clash, Adele));
        Assert.Empty(await DifferencesAsync());
    }

    [Fact]
    public async Task An_error_that_is_told_twice_is_found()
    {
        comparison.Expect([rejected]);
        await MailAsync(("error", Clash, Adele));
        await MailAsync(("error", Clash, Adele));

        var difference = Assert.Single(await DifferencesAsync());
        Assert.Equal(($"mails about {Adele}", "2"), (difference.Field, difference.Found));
    }

    [Fact]
    public async Task A_mail_to_anybody_else_is_found()
    {
        comparison.Expect([]);
        await MailAsync("adele@contoso.example");

        Assert.Equal("adele@contoso.example", Assert.Single(await DifferencesAsync()).Found);
    }

    Task MailAsync(params (string Status, string Reason, string UserName)[] people) => MailAsync(Contoso, people);

    // As a digest's attachment begins: DigestCsv writes more columns than the demo reads.
    async Task MailAsync(string recipient, params (string Status, string Reason, string UserName)[] people)
    {
        var lines = people.Select(person => $"{person.Status},{person.Reason},\"Vance, Adele\",{person.UserName},2026-11-23 10:00:00.000Z\r\n");
        var body = new BodyBuilder { TextBody = "Somebody could not be synchronised." };
        body.Attachments.Add("errors.csv", System.Text.Encoding.UTF8.GetBytes($"\uFEFFstatus,reason,name,userName,raisedAt\r\n{string.Concat(lines)}"));
        using var message = new MimeMessage { Subject = "Provisioning", Body = body.ToMessageBody() };
        message.To.Add(MailboxAddress.Parse(recipient));
        var folder = Directory.CreateDirectory(Path.Combine(directory, "new"));
        await message.WriteToAsync(Path.Combine(folder.FullName, $"{folder.GetFiles().Length}"), Token);
    }

    // Each time from the beginning: what was read before stays read.
    async Task<IReadOnlyList<Difference>> DifferencesAsync()
    {
        var mails = new Maildir(directory);
        await mails.ReadNewAsync(Token);
        await mails.ReadNewAsync(Token);
        return comparison.Differences(mails, Contoso);
    }
}
