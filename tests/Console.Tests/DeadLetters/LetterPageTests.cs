using Blink.Pipeline.Console.Tests.Bench;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class LetterPageTests(ConsoleBench bench, LetterConsole letters) : IClassFixture<LetterConsole>
{
    [Fact]
    public async Task It_tells_the_whole_story()
    {
        var (organisation, _) = await letters.FailAsync(0);
        var user = await letters.Host.UserAsync(organisation.Id, applied: 7);
        var first = (await letters.Host.StoreAsync(FailedLetters.Command(organisation.Id, user)))[0];
        var second = (await letters.Host.StoreAsync(FailedLetters.Command(organisation.Id, user, replays: 1, was: first)))[0];
        await using var visitor = await bench.VisitAsync(letters.Host);

        await visitor.Page.GotoAsync($"/dead-letters/{second}");

        await visitor.ReadAsync("Version 7 is applied since, and it asks for version 7: a replay would do nothing.");
        await visitor.ReadAsync(organisation.Name);
        await visitor.ReadAsync("it asks for 7, the directory wants 7, 7 was applied");
        await visitor.ReadAsync("Blink.Pipeline.ProvisioningWorker 1.4.0, process 4711, on worker-1");
        await visitor.ReadAsync("\"version\": 7");
        await visitor.ReadAsync("ApplyUserConsumer.cs:line 41");
        await visitor.ReadAsync("traceparent");
        await visitor.ReadAsync("Nobody has touched it yet.");
        await visitor.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "tried" }).Filter(new() { HasText = "4" }).WaitForAsync();
        await visitor.Page.GetByRole(AriaRole.Link, new() { Name = $"{first}", Exact = true }).ClickAsync();
        await visitor.HeadingAsync($"Dead letter {first}");
        await visitor.ReadAsync($"letter {second}");
        Assert.Empty(visitor.Errors);
        Assert.Equal(2, await letters.Host.ScalarAsync<long>(
            $"SELECT count(*) FROM operations.audit_records WHERE actor = 'night.operator' AND action = 'people.seen' AND subject = 'user:{user}'"));
    }

    [Fact]
    public async Task What_is_no_text_is_shown_and_what_is_not_there_is_said()
    {
        await letters.Host.StoreAsync(FailedLetters.Skipped() with { Body = [0xFF, 0xFE, 0x00] });
        var id = await letters.Host.ScalarAsync<long>("SELECT max(id) FROM operations.dead_letters");
        await using var visitor = await bench.VisitAsync(letters.Host);

        await visitor.Page.GotoAsync($"/dead-letters/{id}");
        await visitor.ReadAsync("No text; in base64: //4A");
        await visitor.Page.GotoAsync("/dead-letters/987654321");

        await visitor.ReadAsync("There is no dead letter 987654321");
    }
}
