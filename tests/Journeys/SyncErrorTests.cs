using System.Text.Json.Nodes;
using Blink.Pipeline.Testing;
using MimeKit;

namespace Blink.Pipeline.Journeys;

public sealed class SyncErrorTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    [Fact]
    public async Task A_clash_with_another_organisation_is_mailed_to_those_who_can_mend_it_and_reported_when_it_is_over()
    {
        var contoso = await pipeline.OrganisationAsync("Contoso");
        var fabrikam = await pipeline.OrganisationAsync("Fabrikam");
        var first = await fabrikam.CreateAsync("lee@shared.example");
        await fabrikam.SettledAsync();

        await contoso.CreateAsync("lee@shared.example");
        await contoso.SettledAsync();

        Assert.Empty(await contoso.AccountsAsync("email"));
        var raised = await MailAsync(contoso, 1);
        Assert.Contains("lee@shared.example", raised.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Fabrikam", raised.TextBody + raised.HtmlBody, StringComparison.OrdinalIgnoreCase);

        await fabrikam.DeleteAsync(first);
        // Nobody touches Contoso's user: freeing the e-mail has it tried again.
        await Eventually.HoldsAsync(async () => Assert.Equal(["lee@shared.example"], await contoso.AccountsAsync("email")));
        var resolved = await MailAsync(contoso, 2);
        Assert.Contains("lee@shared.example", resolved.TextBody, StringComparison.Ordinal);
        Assert.Contains("resolved", resolved.TextBody, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(await MailsAsync(fabrikam));
    }

    [Fact]
    public async Task Nobody_is_mailed_by_being_imported()
    {
        var woodgrove = await pipeline.OrganisationAsync("Woodgrove");
        await woodgrove.CreateAsync("patti@woodgrove.example");
        // Its error mail is the proof that mails went out after Patti was there.
        await woodgrove.CreateAsync("nobody", user => user.Remove("emails"));
        await woodgrove.SettledAsync();

        await MailAsync(woodgrove, 1);

        var messages = await pipeline.Mail.MessagesAsync();
        Assert.DoesNotContain(messages, message => message.Headers["X-RcptTo"]!.Contains("patti", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_conflict_never_keeps_a_leaver_active()
    {
        var litware = await pipeline.OrganisationAsync("Litware");
        var proseware = await pipeline.OrganisationAsync("Proseware");
        await proseware.CreateAsync("taken@elsewhere.example");
        var leaver = await litware.CreateAsync("leaver@litware.example");
        await proseware.SettledAsync();
        await litware.SettledAsync();

        var clash = new JsonObject { ["active"] = false, ["emails[type eq \"work\"].value"] = "taken@elsewhere.example" };
        await PatchWithoutPathAsync(litware, leaver, clash);
        await litware.SettledAsync();

        Assert.Equal(["false"], await litware.AccountsAsync("active"));
        Assert.Equal(["leaver@litware.example"], await litware.AccountsAsync("email"));
    }

    static async Task PatchWithoutPathAsync(Organisation organisation, Guid id, JsonObject value)
    {
        var patch = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray(new JsonObject { ["op"] = "replace", ["value"] = value }),
        };
        using var content = new StringContent(patch.ToJsonString(), System.Text.Encoding.UTF8, "application/scim+json");
        var response = await organisation.Client.PatchAsync($"/scim/Users/{id}", content, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    async Task<MimeMessage> MailAsync(Organisation organisation, int number)
    {
        await Eventually.HoldsAsync(async () => Assert.Equal(number, (await MailsAsync(organisation)).Count));
        return (await MailsAsync(organisation))[number - 1];
    }

    async Task<List<MimeMessage>> MailsAsync(Organisation organisation) =>
        [.. (await pipeline.Mail.MessagesAsync()).Where(message => message.To.ToString() == organisation.Address)];
}
