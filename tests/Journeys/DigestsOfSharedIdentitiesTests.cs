using System.Text.Json.Nodes;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Testing;
using CsCheck;
using CsvHelper;
using MimeKit;

namespace Blink.Pipeline.Journeys;

/// <summary>
/// Whatever three directories do that share identities: once all is at rest, what each organisation's mails say is open is exactly what
/// is rejected, with its reason; and when everybody in the way is gone, they say that it is resolved.
/// </summary>
public sealed class DigestsOfSharedIdentitiesTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    const int Directories = 8;

    readonly HashSet<string> reasons = [];
    int directories;

    // Of person number Person, who is in organisation Person % 3: an e-mail and a mobile from a small pool, and whether it is active; or deleted.
    static readonly Gen<(int Person, int Email, int Mobile, int State)[]> Changes =
        Gen.Select(Gen.Int[0, 8], Gen.Int[0, 5], Gen.Int[0, 5], Gen.Int[0, 9]).Array[6, 20];

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_mails_name_exactly_the_rejected_and_say_when_it_is_over()
    {
        await Changes.SampleAsync(RunAsync, iter: Directories, threads: 1);

        // That there was something to see.
        Assert.Superset(new HashSet<string> { "email_in_use_elsewhere", "mobile_in_use_elsewhere", "already_linked" }, reasons);
    }

    async Task RunAsync((int Person, int Email, int Mobile, int State)[] changes)
    {
        var run = $"shared{++directories}";
        Organisation[] organisations =
            [await pipeline.OrganisationAsync($"{run}A"), await pipeline.OrganisationAsync($"{run}B"), await pipeline.OrganisationAsync($"{run}C")];
        var people = new Dictionary<int, Guid>();
        foreach (var (person, email, mobile, state) in changes)
            await ChangeAsync(organisations[person % 3], people, person, state, $"mail{email}@{run}.example", $"+44 77{directories:00} 90000{mobile}");
        await AssertToldAsync(organisations);

        foreach (var (person, id) in people.Where(one => one.Key % 3 > 0))
            await organisations[person % 3].DeleteAsync(id);
        await AssertToldAsync(organisations);
    }

    static async Task ChangeAsync(Organisation organisation, Dictionary<int, Guid> people, int person, int state, string email, string mobile)
    {
        if (people.Remove(person, out var before))
            await organisation.DeleteAsync(before);
        if (state == 9)
            return;
        people[person] = await organisation.CreateAsync($"person{person}@{organisation.Name}.example", user =>
        {
            user["active"] = state < 7;
            user["emails"] = new JsonArray(new JsonObject { ["type"] = "work", ["value"] = email });
            user["phoneNumbers"] = new JsonArray(new JsonObject { ["type"] = "mobile", ["value"] = mobile });
        });
    }

    async Task AssertToldAsync(Organisation[] organisations)
    {
        // Who frees an identity wakes others, of any organisation: at rest is who has nothing open between decision and mail.
        await Eventually.HoldsAsync(
            async () =>
            {
                foreach (var organisation in organisations)
                {
                    await organisation.SettledAsync();
                    var rejected = await RejectedAsync(organisation);
                    Assert.Equal(rejected, await OpenByMailAsync(organisation));
                    reasons.UnionWith(rejected.Select(error => error.Split(' ')[1]));
                }
            },
            TimeSpan.FromSeconds(90));
    }

    static async Task<List<string>> RejectedAsync(Organisation organisation)
    {
        await using var command = organisation.Pipeline.Database.DataSource.CreateCommand("""
            SELECT users.user_name || ' ' || state.reason
            FROM provisioning.user_states AS state
            JOIN scim.users AS users ON users.id = state.scim_user_id
            WHERE state.organisation_id = @organisation AND state.outcome = 'rejected'
            """).With("organisation", organisation.Id);
        return [.. (await command.ReadAsync(row => row.GetString(0), Token)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a reader of all the mails takes to be open.</summary>
    async Task<List<string>> OpenByMailAsync(Organisation organisation)
    {
        var open = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in (await pipeline.Mail.MessagesAsync()).Where(message => message.To.ToString() == organisation.Address))
        {
            var rows = RowsOf(message);
            // Who was deleted and created anew is in the mail as both. A new reason takes the place of the old one.
            foreach (var row in rows.Where(row => row.Status == "resolved"))
                open.Remove(row.UserName);
            foreach (var row in rows.Where(row => row.Status == "error"))
                open[row.UserName] = row.Reason;
        }
        return [.. open.Select(error => $"{error.Key} {error.Value}")];
    }

    static List<(string Status, string UserName, string Reason)> RowsOf(MimeMessage message)
    {
        using var content = new MemoryStream();
        message.Attachments.OfType<MimePart>().Single().Content!.DecodeTo(content, Token);
        content.Position = 0;
        using var csv = CsvReader.Create(content, new CsvReaderOptions());
        csv.ReadHeader();
        var rows = new List<(string, string, string)>();
        while (csv.Read())
            rows.Add((csv.GetString("status"), csv.GetString("userName"), csv.GetString("reason")));
        return rows;
    }
}
