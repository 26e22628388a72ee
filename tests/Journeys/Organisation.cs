using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;

namespace Blink.Pipeline.Journeys;

/// <summary>An organisation as a journey sees it: its SCIM client, its accounts, its errors.</summary>
public sealed record Organisation(Guid Id, string Name, string Address, string Token, HttpClient Client, Pipeline Pipeline)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Creates a SCIM user and returns its id.</summary>
    public async Task<Guid> CreateAsync(string userName, Action<JsonObject>? change = null)
    {
        var user = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:schemas:core:2.0:User"),
            ["userName"] = userName,
            ["active"] = true,
            ["name"] = new JsonObject { ["givenName"] = "Adele", ["familyName"] = "Vance" },
            ["emails"] = new JsonArray(new JsonObject { ["type"] = "work", ["primary"] = true, ["value"] = userName }),
        };
        change?.Invoke(user);
        var response = await Client.PostAsync("/scim/Users", Body(user), Cancelled);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var created = await response.Content.ReadFromJsonAsync<JsonElement>(Cancelled);
        return created.GetProperty("id").GetGuid();
    }

    /// <summary>Sends one PATCH operation as Entra writes it.</summary>
    public async Task PatchAsync(Guid id, string op, string path, JsonNode? value)
    {
        var patch = new JsonObject
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
            ["Operations"] = new JsonArray(new JsonObject { ["op"] = op, ["path"] = path, ["value"] = value }),
        };
        var response = await Client.PatchAsync($"/scim/Users/{id}", Body(patch), Cancelled);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    /// <summary>Deletes a SCIM user.</summary>
    public async Task DeleteAsync(Guid id)
    {
        var response = await Client.DeleteAsync($"/scim/Users/{id}", Cancelled);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
    }

    /// <summary>Imports accounts that the organisation had before.</summary>
    public async Task ImportAsync(string csv)
    {
        var file = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"{Guid.NewGuid():N}.csv"));
        try
        {
            await File.WriteAllTextAsync(file, csv, Cancelled);
            await Pipeline.OpsAsync("accounts", "import", file, "--organisation", Name);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The organisation's accounts, a column of each.</summary>
    public async Task<List<string?>> AccountsAsync(string column)
    {
        await using var command = Pipeline.Database.DataSource.CreateCommand(
            $"SELECT {column}::text FROM provisioning.account_profiles WHERE organisation_id = @organisation ORDER BY created_at, account_id")
            .With("organisation", Id);
        return await command.ReadAsync(row => row.Nullable<string>(0), Cancelled);
    }

    /// <summary>Waits until every user's newest version has an outcome.</summary>
    public Task SettledAsync() => Eventually.HoldsAsync(async () =>
    {
        await using var command = Pipeline.Database.DataSource.CreateCommand("""
            SELECT count(*)
            FROM scim.desired_users AS desired
            LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
            WHERE desired.organisation_id = @organisation
                AND state.version IS DISTINCT FROM desired.version
            """).With("organisation", Id);
        Assert.Equal(0L, await command.ExecuteScalarAsync(Cancelled));
    }, TimeSpan.FromSeconds(90));

    static StringContent Body(JsonObject json) =>
        new(json.ToJsonString(), MediaTypeHeaderValue.Parse("application/scim+json"));
}
