using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.Pages;

public sealed class MailAndAuditTests(ConsoleBench bench)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failed_digest_is_found_and_sent_again()
    {
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("mails"), bench.Data);

        await visitor.Page.GetByLabel("Kind").SelectOptionAsync("digest");
        await visitor.Page.GetByLabel("State").SelectOptionAsync("failed");
        await Assertions.Expect(visitor.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Assertions.Expect(visitor.Page.Locator("tbody tr")).ToContainTextAsync("550 5.1.1 No such mailbox");
        await visitor.PressAsync("Send again: the digest of Contoso Retail");
        await visitor.PressAsync("Send again");

        await visitor.ReadAsync("The digest is on its way again.");
        Assert.Equal(1, await bench.Host.ScalarAsync<long>("SELECT count(*) FROM operations.digest_retries"));
        Assert.Equal(1, await bench.Host.ScalarAsync<long>(
            "SELECT count(*) FROM operations.audit_records WHERE action = 'digest.retried' AND actor = 'night.operator'"));
    }

    [Fact]
    public async Task The_audit_is_searched_by_who_what_and_upon_what()
    {
        var subject = $"test:{Guid.NewGuid()}";
        await bench.Host.ExecuteAsync($$"""
            INSERT INTO operations.audit_records (id, at, actor, action, subject, details)
            VALUES
                (gen_random_uuid(), now(), 'Zoe', 'walk.begun', '{{subject}}', '{"reason": "sun"}'),
                (gen_random_uuid(), now(), 'Zoe', 'walk.ended', '{{subject}}', '{}'),
                (gen_random_uuid(), now(), 'Zoe', 'talk.begun', '{{subject}}', '{}'),
                (gen_random_uuid(), now(), 'Yan', 'walk.begun', '{{subject}}', '{}')
            """);
        await using var visitor = await bench.VisitAsync();
        await visitor.GoAsync(ConsolePage.Of("audit"), bench.Data);
        var rows = visitor.Page.Locator("tbody tr");

        await visitor.FillAsync("Upon (organisation:ID)", subject);
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(4);
        await visitor.FillAsync("Who", "zoe");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await visitor.FillAsync("What (token. for all that begin so)", "walk.");
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(rows).ToHaveCountAsync(2);
        await visitor.ReadAsync("reason sun");
        await visitor.FillAsync("From (UTC)", "2999-01-01");
        await visitor.PressAsync("Show");

        await visitor.ReadAsync("No records.");
        Assert.Empty(visitor.Errors);
    }
}
