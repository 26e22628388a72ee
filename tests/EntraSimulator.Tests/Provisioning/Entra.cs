using System.Text.Json.Nodes;
using Blink.Pipeline.EntraSimulator.Directory;
using Blink.Pipeline.EntraSimulator.Provisioning;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

/// <summary>A directory, a SCIM store and the provisioning service between them.</summary>
sealed class Entra : IDisposable
{
    public const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    public const string Blink = "urn:ietf:params:scim:schemas:extension:blink:2.0:User";

    readonly HttpClient http;

    public Entra(OrganisationDirectory? directory = null, Func<ProvisioningOptions, ProvisioningOptions>? with = null)
    {
        Directory = directory ?? new OrganisationDirectory();
        http = new HttpClient(Store) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new ProvisioningOptions { TenantUrl = new Uri("https://scim.example/scim"), Token = "secret", SendNullForCleared = true };
        Service = new ProvisioningService(http, Directory, with?.Invoke(options) ?? options, Time);
    }

    public OrganisationDirectory Directory { get; }

    public ScimStore Store { get; } = new() { Token = "secret" };

    public SteppedTime Time { get; } = new();

    public ProvisioningService Service { get; }

    public Task<CycleReport> InitialAsync() => Service.RunInitialCycleAsync(null, TestContext.Current.CancellationToken);

    public Task<CycleReport> IncrementalAsync() => Service.RunIncrementalCycleAsync(null, TestContext.Current.CancellationToken);

    public static DirectoryUser User(string login) => new()
    {
        ObjectId = Guid.NewGuid(),
        UserPrincipalName = $"{login}@contoso.example",
        MailNickname = login,
        Mail = $"{login}@contoso.example",
    };

    /// <summary>
    /// Every difference between the directory and the store, of the people whom the service provisioned: what the store must
    /// hold is spelt out here once more, independently of the simulator's mapping.
    /// </summary>
    public IEnumerable<string> Differences()
    {
        var ids = Service.ScimIds;
        foreach (var user in Directory.Users.Where(user => user.IsInScope && !ids.ContainsKey(user.ObjectId))) yield return $"{user.UserPrincipalName} is missing";
        foreach (var (objectId, id) in ids)
        {
            if (Directory.Find(objectId) is not { } user || !Store.Users.TryGetValue(id, out var found))
            {
                yield return $"{objectId} is gone";
                continue;
            }

            foreach (var (name, wanted, value) in Pairs(user, found, ids))
            {
                if (wanted != value) yield return $"{user.UserPrincipalName}: {name} is {value} instead of {wanted}";
            }
        }
    }

    static IEnumerable<(string Name, string? Wanted, string? Found)> Pairs(DirectoryUser user, JsonObject found, IReadOnlyDictionary<Guid, string> ids)
    {
        yield return ("active", user.IsInScope ? "true" : "false", found["active"]!.ToJsonString());
        yield return ("userName", user.UserPrincipalName, Text(found["userName"]));
        yield return ("externalId", user.MailNickname, Text(found["externalId"]));
        yield return ("title", user.JobTitle, Text(found["title"]));
        yield return ("e-mail", user.Mail, Element(found, "emails", "work"));
        yield return ("given name", user.GivenName, Text(found["name"]?["givenName"]));
        yield return ("family name", user.Surname, Text(found["name"]?["familyName"]));
        yield return ("work phone", user.TelephoneNumber, Element(found, "phoneNumbers", "work"));
        yield return ("mobile", user.Mobile, Element(found, "phoneNumbers", "mobile"));
        yield return ("department", user.Department, Text(found[Enterprise]?["department"]));
        yield return ("employee number", user.EmployeeId, Text(found[Enterprise]?["employeeNumber"]));
        yield return ("company", user.CompanyName, Text(found[Blink]?["company"]));
        yield return ("description", user.AboutMe, Text(found[Blink]?["description"]));
        yield return ("location", user.PhysicalDeliveryOfficeName, Text(found[Blink]?["location"]));
        if (!user.IsInScope) yield break;
        var manager = user.ManagerObjectId is { } managerObjectId ? ids.GetValueOrDefault(managerObjectId) : null;
        yield return ("manager", manager, Text(found[Enterprise]?["manager"]?["value"]));
    }

    static string? Element(JsonObject user, string attribute, string type) => Text((user[attribute] as JsonArray)?
        .FirstOrDefault(element => Text(element!["type"]) == type)?["value"]);

    static string? Text(JsonNode? node) => node?.GetValue<string>();

    public void Dispose()
    {
        http.Dispose();
        Store.Dispose();
    }
}
