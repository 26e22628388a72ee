using System.Net;
using Blink.Pipeline.Console.Tests.Bench;
using Blink.Pipeline.Ops.Access;
using Blink.Pipeline.Testing;
using Microsoft.Playwright;

namespace Blink.Pipeline.Console.Tests.DeadLetters;

public sealed class LetterFileTests(ConsoleBench bench, LetterConsole letters) : IClassFixture<LetterConsole>, IDisposable
{
    readonly string file = Path.Combine(Path.GetTempPath(), $"letters-{Guid.NewGuid()}.ndjson");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    string DamagedFile => $"{file}.damaged.ndjson";

    public void Dispose()
    {
        File.Delete(file);
        File.Delete(DamagedFile);
    }

    [Fact]
    public async Task What_is_exported_is_replayed_from_the_file()
    {
        var (organisation, _) = await letters.FailAsync(60);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync(LetterConsole.AddressOf(organisation));
        await ExportAsync(visitor, "Export all 60");
        await letters.Host.ExecuteAsync($"DELETE FROM operations.dead_letters WHERE organisation_id = '{organisation.Id}'");

        await visitor.PressAsync("Replay from a file");
        await visitor.ChooseAsync("File", file);
        await visitor.ReadAsync("The file is whole: 60 letters, 60 of them not here yet.");
        await Accessibility.CheckAsync(visitor);
        await Pictures.TakeAsync(visitor, "replay-from-a-file");
        Assert.Equal(0, await letters.CountAsync(organisation, "waiting"));
        await visitor.PressAsync("Take in 60");
        await visitor.ReadAsync("60 letters would be replayed.");
        Assert.Equal(60, await letters.CountAsync(organisation, "waiting"));
        await visitor.PressAsync("Replay 60");

        await visitor.ArriveAsync("**/runs/*");
        await Assertions.Expect(visitor.Page.Locator(".progress strong")).ToHaveTextAsync("60 of 60");
        Assert.Equal(60, await letters.CountAsync(organisation, "replayed"));
        Assert.Equal(1, await letters.Host.ScalarAsync<long>(
            "SELECT count(*) FROM operations.audit_records WHERE actor = 'night.operator' AND action = 'dead-letters.imported' AND details->>'added' = '60'"));
        Assert.Equal(1, await letters.Host.ScalarAsync<long>(
            "SELECT count(*) FROM operations.audit_records WHERE actor = 'night.operator' AND action = 'dead-letters.import-started' AND details->>'letters' = '60'"));
    }

    [Fact]
    public async Task Of_a_damaged_file_nothing_is_taken_and_the_line_is_named()
    {
        var (organisation, ids) = await letters.FailAsync(3);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync($"/dead-letters/{ids[1]}");
        await ExportAsync(visitor, "Export");
        var lines = await File.ReadAllLinesAsync(file, Token);
        Assert.Equal(2, lines.Length);
        await File.WriteAllTextAsync(file, lines[0].Replace("\"cause\":\"fault\"", "\"cause\":\"fault!\"", StringComparison.Ordinal) + "\n" + lines[1], Token);
        await letters.Host.ExecuteAsync($"DELETE FROM operations.dead_letters WHERE organisation_id = '{organisation.Id}'");
        await visitor.Page.GotoAsync("/dead-letters");

        await visitor.PressAsync("Replay from a file");
        await visitor.ChooseAsync("File", file);
        await visitor.ReadAsync("Line 1 is damaged: its checksum is wrong. Nothing of the file was taken");
        await visitor.PressAsync("Take in");

        await visitor.ReadAsync("Choose a file that is whole.");
        Assert.Equal(0, await letters.CountAsync(organisation, "waiting"));
    }

    [Fact]
    public async Task Another_choice_and_Cancel_stop_the_check_of_a_file()
    {
        var (_, ids) = await letters.FailAsync(1);
        await using var visitor = await bench.VisitAsync(letters.Host);
        await visitor.Page.GotoAsync($"/dead-letters/{ids[0]}");
        await ExportAsync(visitor, "Export");
        await File.WriteAllTextAsync(DamagedFile, "{}", Token);
        await visitor.Page.GotoAsync("/dead-letters");
        await visitor.PressAsync("Replay from a file");
        await using (await letters.HoldAsync())
        {
            await visitor.ChooseAsync("File", file);
            await CheckedAtOnceAsync(1);
            await visitor.ChooseAsync("File", DamagedFile);
            await visitor.ReadAsync("Line 1 is damaged");
            await CheckedAtOnceAsync(0);

            await visitor.ChooseAsync("File", file);
            await CheckedAtOnceAsync(1);
            await visitor.PressAsync("Cancel");
            await CheckedAtOnceAsync(0);
        }
        Assert.Empty(visitor.Errors);
    }

    [Fact]
    public async Task A_form_of_another_site_exports_nothing()
    {
        using var client = bench.Host.Client();
        client.DefaultRequestHeaders.Add("Cookie", await bench.Host.CookieAsync(Role.Operator));

        using var answer = await client.PostAsync("/dead-letters/export", new FormUrlEncodedContent([new("filter", "{}")]), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Who_may_not_export_gets_nothing_with_a_form_of_our_own_either()
    {
        await using var visitor = await bench.OpenAsync();
        await visitor.SignInAsync(bench.Host.Address, await bench.Host.CookieAsync("the.exporter", Role.Viewer));
        await visitor.GoAsync(ConsolePage.Of("dead-letters"), bench.Data);

        var status = await visitor.Page.EvaluateAsync<int>("""
            async () => {
                const form = new FormData(document.querySelector("form[action='/sign-out']"));
                form.set("filter", "{}");
                return (await fetch("/dead-letters/export", { method: "POST", body: form })).status;
            }
            """);

        Assert.Equal(403, status);
        Assert.NotEqual(0, await bench.Host.ScalarAsync<long>("SELECT count(*) FROM operations.audit_records WHERE subject = 'operation:export-letters' AND actor = 'the.exporter'"));
    }

    Task CheckedAtOnceAsync(int files) => Eventually.HoldsAsync(async () => Assert.Equal(files, await letters.Host.ScalarAsync<long>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%fingerprint = ANY%'")));

    async Task ExportAsync(Visitor visitor, string button)
    {
        var download = await visitor.Page.RunAndWaitForDownloadAsync(() => visitor.PressAsync(button));
        Assert.Matches(@"^dead-letters-\d{8}-\d{6}\.ndjson$", download.SuggestedFilename);
        await download.SaveAsAsync(file);
    }
}
