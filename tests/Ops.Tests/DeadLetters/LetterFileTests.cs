using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class LetterFileTests : IAsyncLifetime
{
    readonly OpsServers ops = new();
    readonly string file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.ndjson");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await ops.InitializeAsync();
        await StoreAsync(3);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(file);
        await ops.DisposeAsync();
    }

    [Fact]
    public async Task Letters_of_another_system_are_taken_in_from_a_file_and_replayed_as_they_were()
    {
        await ops.TextAsync("dead-letters", "export", file);
        var before = await LettersAsync();
        await ops.ExecuteAsync("DELETE FROM operations.dead_letters");

        var result = await ops.JsonAsync("dead-letters", "replay", "--from", file, "--actor", "alice");

        Assert.Equal(3, result.GetProperty("done").GetInt32());
        Assert.Equal(before, await LettersAsync());
        Assert.Equal("file", await ops.ScalarAsync<string>("SELECT min(source) FROM operations.dead_letters"));
        Assert.Equal(3u, await ops.Broker.CountAsync(Names.ApplyUser));
        var actions = (await ops.JsonAsync("audit", "list", "--subject", "dead-letters")).EnumerateArray().Select(record => record.GetProperty("action").GetString());
        Assert.Equal(["dead-letters.imported", "dead-letters.import-started", "dead-letters.exported"], actions);
    }

    [Fact]
    public async Task Letters_that_are_here_are_recognised_and_those_that_were_dealt_with_are_left_alone()
    {
        await ops.TextAsync("dead-letters", "export", file);
        await ops.TextAsync("dead-letters", "discard", "1", "--reason", "not wanted");

        var first = await ops.JsonAsync("dead-letters", "replay", "--from", file);
        var again = await ops.JsonAsync("dead-letters", "replay", "--from", file);

        Assert.Equal((2, 0), (first.GetProperty("done").GetInt32(), again.GetProperty("done").GetInt32()));
        Assert.Equal(3L, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters"));
        Assert.Equal(2u, await ops.Broker.CountAsync(Names.ApplyUser));
    }

    [Fact]
    public async Task What_was_dealt_with_when_the_file_was_written_is_counted_and_not_brought_back()
    {
        await ops.TextAsync("dead-letters", "discard", "1", "--reason", "not wanted");
        await ops.JsonAsync("dead-letters", "replay", "2");
        await ops.ExecuteAsync("INSERT INTO operations.dead_letter_runs (kind, criterion, newest_letter_id, actor, started_at, matched) VALUES ('replay', '{}', 3, 'x', now(), 1)");
        await ops.ExecuteAsync("UPDATE operations.dead_letters SET status = 'replaying', run_id = (SELECT max(id) FROM operations.dead_letter_runs) WHERE id = 3");
        await ops.TextAsync("dead-letters", "export", file, "--status", "all");
        await ops.ExecuteAsync("DELETE FROM operations.dead_letters");

        var look = await ops.TextAsync("dead-letters", "import", file, "--dry-run");
        var result = await ops.JsonAsync("dead-letters", "import", file);

        Assert.Contains("2 had been replayed or discarded when it was written", look.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(
            (3, 2, 1), (result.GetProperty("letters").GetInt32(), result.GetProperty("dealtWith").GetInt32(), result.GetProperty("new").GetInt32()));
        Assert.Equal("message-2", await ops.ScalarAsync<string>("SELECT string_agg(message_id, ',') FROM operations.dead_letters"));
    }

    [Fact]
    public async Task A_dry_run_of_an_import_says_what_is_new_and_takes_nothing()
    {
        await ops.TextAsync("dead-letters", "export", file);
        await ops.ExecuteAsync("DELETE FROM operations.dead_letters WHERE id = 2");

        var result = await ops.JsonAsync("dead-letters", "import", file, "--dry-run");
        var refusal = await ops.ErrorAsync("dead-letters", "replay", "--from", file, "--dry-run");

        Assert.Equal((3, 1), (result.GetProperty("letters").GetInt32(), result.GetProperty("new").GetInt32()));
        Assert.Contains("1 letter of the file would be taken in", refusal, StringComparison.Ordinal);
        Assert.Equal(2L, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters"));
        await ops.TextAsync("dead-letters", "import", file);
        Assert.Equal(3, (await ops.JsonAsync("dead-letters", "replay", "--from", file, "--dry-run")).GetProperty("matched").GetInt32());
    }

    [Theory]
    [InlineData("changed", "Line 2 is damaged: its checksum is wrong")]
    [InlineData("swapped", "Line 4 is damaged: it does not fit the lines before it")]
    [InlineData("missing", "Line 3 is damaged: it does not fit the lines before it")]
    [InlineData("cut off", "The file ends after line 3 without its last line")]
    [InlineData("cut in a line", "Line 4 is damaged: it is not understood")]
    [InlineData("longer", "Line 5 is behind the last line")]
    [InlineData("a list", "Line 1 is damaged: it is not understood")]
    [InlineData("empty", "The file ends after line 0")]
    public async Task Of_a_damaged_file_nothing_is_taken_and_the_line_is_named(string damage, string complaint)
    {
        await ops.TextAsync("dead-letters", "export", file);
        await ops.ExecuteAsync("DELETE FROM operations.dead_letters");
        var lines = (await File.ReadAllLinesAsync(file, Token)).ToList();
        await File.WriteAllTextAsync(file, string.Join('\n', Damaged(damage, lines)), Token);

        var refusal = await ops.ErrorAsync("dead-letters", "replay", "--from", file);

        Assert.Contains(complaint, refusal, StringComparison.Ordinal);
        Assert.Equal(0L, await ops.ScalarAsync<long>("SELECT count(*) FROM operations.dead_letters"));
        Assert.Equal(0u, await ops.Broker.CountAsync(Names.ApplyUser));
    }

    [Fact]
    public async Task Only_what_fits_is_exported_and_to_standard_output_too()
    {
        await ops.TextAsync("dead-letters", "discard", "2", "--reason", "x");

        var written = await ops.JsonAsync("dead-letters", "export", file, "--status", "discarded");
        var output = await ops.TextAsync("dead-letters", "export", "-", "--search", "MESSAGE-0");

        Assert.Equal(1, written.GetProperty("letters").GetInt32());
        Assert.Contains("\"messageId\":\"message-0\"", output, StringComparison.Ordinal);
        Assert.Equal(2, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("cannot be written", await ops.ErrorAsync("dead-letters", "export", "/no/such/folder/file"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", await ops.ErrorAsync("dead-letters", "import", "/no/such/file"), StringComparison.Ordinal);
    }

    static List<string> Damaged(string damage, List<string> lines) => damage switch
    {
        "changed" => [lines[0], lines[1].Replace("\"cause\":\"fault\"", "\"cause\":\"fault!\"", StringComparison.Ordinal), .. lines[2..]],
        "swapped" => [lines[1], lines[0], .. lines[2..]],
        "missing" => [lines[0], .. lines[2..]],
        "cut off" => lines[..3],
        "cut in a line" => [.. lines[..3], lines[3][..20]],
        "longer" => [.. lines, lines[0]],
        "a list" => ["[1, 2]"],
        _ => [],
    };

    Task<string> LettersAsync() => ops.ScalarAsync<string>("""
        SELECT string_agg(concat(fingerprint, queue, origin_queue, message_id, properties, headers, body, cause, exception_type, stack_trace, group_key, failed_at), ';' ORDER BY message_id)
        FROM operations.dead_letters
        """);

    async Task StoreAsync(int count) => await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync(
        [.. Enumerable.Range(0, count).Select(i => LetterReader.Read(Deliveries.Of(messageId: $"message-{i}"), DateTimeOffset.UnixEpoch))], Token);
}
