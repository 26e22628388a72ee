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
