using System.Text.Json;
using Blink.Pipeline.Contracts;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

public sealed class DeadLetterTests(Pipeline pipeline) : IClassFixture<Pipeline>, IAsyncLifetime
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await pipeline.ServeOpsAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_poison_message_harms_only_itself_and_a_dead_letter_that_is_replayed_is_applied()
    {
        var contoso = await pipeline.OrganisationAsync("Contoso");
        await pipeline.Broker.PublishAsync(Queues.ApplyUser, "{ this is no JSON");
        var user = await contoso.CreateAsync("after-the-poison@contoso.example");
        await contoso.SettledAsync();
        var poison = await LetterAsync();
        Assert.Contains("Json", poison.GetProperty("exceptionType").GetString(), StringComparison.Ordinal);
        await pipeline.OpsAsync("dead-letters", "discard", Id(poison), "--reason", "a test of poison");

        await ForgetAsync(user);
        await pipeline.Broker.PublishAsync(
            Queues.ErrorQueueOf(Queues.ApplyUser), JsonSerializer.Serialize(new ApplyUser(contoso.Id, user, 1), JsonSerializerOptions.Web));
        var letter = await LetterAsync();
        await pipeline.OpsAsync("dead-letters", "replay", Id(letter));

        await contoso.SettledAsync();
        var audit = await pipeline.OpsAsync("audit", "list", "--json");
        Assert.Contains($"dead-letter:{Id(poison)}", audit, StringComparison.Ordinal);
        Assert.Contains($"dead-letter:{Id(letter)}", audit, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_dry_run_foretells_is_what_the_worker_does()
    {
        var fabrikam = await pipeline.OrganisationAsync("Fabrikam");
        var user = await fabrikam.CreateAsync("twice@fabrikam.example");
        await fabrikam.SettledAsync();
        var before = await DecidedAtAsync(user);

        var superseded = await ParkAsync(new ApplyUser(fabrikam.Id, user, 1));
        Assert.Equal("superseded", await VerdictAsync(superseded));
        await pipeline.OpsAsync("dead-letters", "replay", superseded);
        // One that is behind it in the queue is applied.
        await fabrikam.CreateAsync("behind@fabrikam.example");
        await fabrikam.SettledAsync();
        Assert.Equal(before, await DecidedAtAsync(user));

        await ForgetAsync(user);
        var lost = await ParkAsync(new ApplyUser(fabrikam.Id, user, 1));
        Assert.Equal("appliesVersion", await VerdictAsync(lost));
        await pipeline.OpsAsync("dead-letters", "replay", lost);
        await fabrikam.SettledAsync();

        var unknown = await ParkAsync(new ApplyUser(fabrikam.Id, Guid.NewGuid(), 1));
        Assert.Equal("userGone", await VerdictAsync(unknown));
        await pipeline.OpsAsync("dead-letters", "replay", unknown);
        var again = await LetterAsync();
        Assert.Equal(unknown, $"{again.GetProperty("replayOf").GetInt64()}");
        await pipeline.OpsAsync("dead-letters", "discard", Id(again), "--reason", "nobody");
    }

    async Task<string> ParkAsync(ApplyUser command)
    {
        await pipeline.Broker.PublishAsync(Queues.ErrorQueueOf(Queues.ApplyUser), JsonSerializer.Serialize(command, JsonSerializerOptions.Web));
        return Id(await LetterAsync());
    }

    async Task<string?> VerdictAsync(string letter)
    {
        var preview = JsonDocument.Parse(await pipeline.OpsAsync("dead-letters", "replay", letter, "--dry-run", "--json")).RootElement;
        return preview.GetProperty("letters")[0].GetProperty("verdict").GetString();
    }

    async Task<DateTime> DecidedAtAsync(Guid user)
    {
        await using var command = pipeline.Database.DataSource
            .CreateCommand("SELECT decided_at FROM provisioning.user_states WHERE scim_user_id = @user").With("user", user);
        return (DateTime)(await command.ExecuteScalarAsync(Token))!;
    }

    async Task<JsonElement> LetterAsync()
    {
        var letters = default(JsonElement);
        await Eventually.HoldsAsync(async () =>
        {
            letters = JsonDocument.Parse(await pipeline.OpsAsync("dead-letters", "list", "--json")).RootElement;
            Assert.Equal(1, letters.GetArrayLength());
        });
        return letters[0];
    }

    static string Id(JsonElement letter) => $"{letter.GetProperty("id").GetInt64()}";

    // As if the command had been lost before it was applied: only the replay can bring it back in time.
    async Task ForgetAsync(Guid user)
    {
        await using var command = pipeline.Database.DataSource
            .CreateCommand("DELETE FROM provisioning.user_states WHERE scim_user_id = @user").With("user", user);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Token));
    }
}
