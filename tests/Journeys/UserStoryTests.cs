using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

/// <summary>What support sees of a person and may do about her, on the whole pipeline.</summary>
public sealed class UserStoryTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_story_runs_from_the_acknowledgement_to_the_account_and_what_was_bent_is_applied_again()
    {
        var contoso = await pipeline.OrganisationAsync("Storytellers");
        var user = await contoso.CreateAsync("adele@storytellers.example", sent => sent["title"] = "Engineer");
        await contoso.SettledAsync();
        await contoso.PatchAsync(user, "replace", "title", JsonValue.Create("Chief"));
        await contoso.SettledAsync();

        await Eventually.HoldsAsync(async () =>
        {
            var story = await StoryAsync(user);
            Assert.Equal("applied", story.GetProperty("state").GetString());
            Assert.Empty(story.GetProperty("differences").EnumerateArray());
            var newest = story.GetProperty("versions")[0];
            Assert.Equal(2, newest.GetProperty("version").GetInt32());
            Assert.True(newest.GetProperty("acknowledgedAt").GetDateTimeOffset() <= newest.GetProperty("publishedAt").GetDateTimeOffset());
            Assert.Equal("applied", Assert.Single(newest.GetProperty("decisions").EnumerateArray()).GetProperty("outcome").GetString());
        });

        await ExecuteAsync("UPDATE provisioning.accounts SET job_title = 'Bent by hand' WHERE scim_user_id = @user", user);
        Assert.Equal("job_title", Assert.Single((await StoryAsync(user)).GetProperty("differences").EnumerateArray()).GetProperty("field").GetString());
        await pipeline.OpsAsync("users", "apply-again", user.ToString());

        await Eventually.HoldsAsync(async () => Assert.Empty((await StoryAsync(user)).GetProperty("differences").EnumerateArray()));
    }

    [Fact]
    public async Task Users_with_an_error_are_tried_again_and_the_error_ends()
    {
        var contoso = await pipeline.OrganisationAsync("Tryagain");
        var other = await contoso.CreateAsync("first@tryagain.example", sent => sent["phoneNumbers"] = Mobile());
        await contoso.SettledAsync();
        var user = await contoso.CreateAsync("second@tryagain.example", sent => sent["phoneNumbers"] = Mobile());
        await contoso.SettledAsync();
        Assert.Single(await ErrorsAsync());
        // Behind the worker's back, so that it does not wake whoever waits.
        await ExecuteAsync("UPDATE provisioning.accounts SET mobile_key = NULL, mobile_phone = NULL WHERE scim_user_id = @user", other);

        await pipeline.OpsAsync("errors", "try-again", "--organisation", "Tryagain", "--reason-code", "mobile_in_use", "--reason", "mended");

        await Eventually.HoldsAsync(async () => Assert.Empty(await ErrorsAsync()));
        Assert.Equal("applied", (await StoryAsync(user)).GetProperty("state").GetString());
    }

    static JsonArray Mobile() => new(new JsonObject { ["type"] = "mobile", ["value"] = "+4520123456" });

    async Task<JsonElement> StoryAsync(Guid user) =>
        JsonDocument.Parse(await pipeline.OpsAsync("users", "show", user.ToString(), "--json")).RootElement;

    async Task<List<JsonElement>> ErrorsAsync() =>
        [.. JsonDocument.Parse(await pipeline.OpsAsync("errors", "list", "Tryagain", "--json")).RootElement.EnumerateArray()];

    async Task ExecuteAsync(string sql, Guid user)
    {
#pragma warning disable CA2100 // Constants of this test.
        await using var command = pipeline.Database.DataSource.CreateCommand(sql).With("user", user);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Token);
    }
}
