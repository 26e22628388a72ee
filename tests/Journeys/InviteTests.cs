using System.Text.Json;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using MimeKit;

namespace Blink.Pipeline.Journeys;

/// <summary>Promise 8: nobody is invited by being imported; whoever is invited, is by an operator.</summary>
public sealed class InviteTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_a_press_of_Resend_invite_mails_a_user_and_each_press_does_so_once()
    {
        await pipeline.ServeOpsAsync();
        var contoso = await pipeline.OrganisationAsync("Contoso");
        await contoso.ImportAsync("first_name,surname,employee_id,location,job_title,company_name,department,email,mobile_phone,work_phone,about_me\nPatti,Fernandez,E-1,,,,,patti@contoso.example,,,\n");
        await contoso.CreateAsync("isaiah@contoso.example");
        // Its error mail is the proof that mails went out after both were there.
        await contoso.CreateAsync("nobody", user => user.Remove("emails"));
        await contoso.SettledAsync();
        await Eventually.HoldsAsync(async () => Assert.Single(await MailsToAsync(contoso.Address)));
        Assert.Single(await pipeline.Mail.MessagesAsync());

        await PressAsync("isaiah@contoso.example");
        await Eventually.HoldsAsync(async () => Assert.Single(await MailsToAsync("isaiah@contoso.example")));
        var (code, _, error) = await pipeline.TryOpsAsync("invites", "resend", "isaiah@contoso.example", "--organisation", "Contoso");
        Assert.Equal((1, true), (code, error.Contains("nothing was sent", StringComparison.Ordinal)));

        // As if a minute had passed.
        await using var command = pipeline.Database.DataSource.CreateCommand("UPDATE operations.invites SET pressed_at = pressed_at - @minute")
            .With("minute", TimeSpan.FromMinutes(1));
        await command.ExecuteNonQueryAsync(Token);
        await PressAsync("isaiah@contoso.example");
        await PressAsync("E-1");

        await Eventually.HoldsAsync(async () => Assert.Equal(2, (await MailsToAsync("isaiah@contoso.example")).Count));
        await Eventually.HoldsAsync(async () => Assert.Single(await MailsToAsync("patti@contoso.example")));
        await Eventually.HoldsAsync(async () => Assert.Equal(
            ["sent", "sent", "sent"],
            JsonDocument.Parse(await pipeline.OpsAsync("invites", "list", "Contoso", "--json")).RootElement.EnumerateArray()
                .Select(invite => invite.GetProperty("status").GetString())));
        Assert.Equal(4, (await pipeline.Mail.MessagesAsync()).Count);
    }

    Task<string> PressAsync(string account) => pipeline.OpsAsync("invites", "resend", account, "--organisation", "Contoso");

    async Task<List<MimeMessage>> MailsToAsync(string address) =>
        [.. (await pipeline.Mail.MessagesAsync()).Where(message => message.To.ToString() == address)];
}
