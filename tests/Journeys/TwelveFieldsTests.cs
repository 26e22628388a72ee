using System.Text.Json;
using System.Text.Json.Nodes;
using Blink.Pipeline.Platform.Database;

namespace Blink.Pipeline.Journeys;

/// <summary>Each of the twelve fields, set, replaced and cleared through each form that Entra sends, from the SCIM request to the account.</summary>
public sealed class TwelveFieldsTests(Pipeline pipeline) : IClassFixture<Pipeline>
{
    const string Enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    const string Blink = "urn:ietf:params:scim:schemas:extension:blink:2.0:User";

    // The column of the account, the path in the mapping, and a value; {0} is a number of each user's own.
    static readonly Field[] Fields =
    [
        new("first_name", "name.givenName", "Zoë-小林 {0}"),
        new("surname", "name.familyName", "שרה علي {0}"),
        new("employee_id", $"{Enterprise}:employeeNumber", "E-{0}"),
        new("location", $"{Blink}:location", "Ærøskøbing 🏭 {0}"),
        new("job_title", "title", "Кранівник {0}"),
        new("company_name", $"{Blink}:company", "株式会社 {0}"),
        new("department", $"{Enterprise}:department", "Ξενοδοχεία {0}"),
        new("manager", $"{Enterprise}:manager", "5f7c{0:0000}-0000-4000-8000-000000000000"),
        new("email", "emails[type eq \"work\"].value", "person{0}@fields.example"),
        new("mobile_phone", "phoneNumbers[type eq \"mobile\"].value", "+44 7700 94{0:0000}"),
        new("work_phone", "phoneNumbers[type eq \"work\"].value", "+44 20 7946 {0:0000}"),
        new("about_me", $"{Blink}:description", "<b>Two\nlines</b> & \"quotes\" {0}"),
    ];

    static readonly Dictionary<string, Func<Field, JsonNode?, JsonObject>> Patches = new()
    {
        ["Add with a path"] = (field, value) => Patch("Add", field.Path, value),
        ["Replace with a path"] = (field, value) => Patch("Replace", field.Path, value),
        ["Replace with its path as a key"] = (field, value) => Patch("Replace", null, new JsonObject { [field.Path] = value }),
        ["Replace with nested objects"] = (field, value) => Patch("Replace", null, Document((field, value))),
    };

    static readonly Dictionary<string, Func<Field, JsonObject>> Clearings = new()
    {
        ["Remove with a path"] = field => Patch("Remove", field.Path, null),
        ["Replace by an empty text"] = field => Patch("Replace", field.Path, ""),
        ["Replace by null"] = field => Patch("Replace", field.Path, null),
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_field_is_set_replaced_and_cleared_through_each_form()
    {
        var organisation = await pipeline.OrganisationAsync("Fields");
        var cases = new List<(string Form, Field Field, Guid User, string? Expected)>();
        foreach (var field in Fields)
        {
            foreach (var (form, patch) in Patches)
                await AddAsync(form, field, (user, value) => SendAsync(organisation, HttpMethod.Patch, user, patch(field, value)));
            foreach (var (form, patch) in Clearings)
                await AddAsync(form, field, (user, _) => SendAsync(organisation, HttpMethod.Patch, user, patch(field)), cleared: true);
            await AddAsync("POST", field, (_, _) => Task.CompletedTask, replaced: false);
            await AddAsync("PUT", field, (user, value) => SendAsync(organisation, HttpMethod.Put, user, Whole(cases.Count, field, value)));
            await AddAsync("PUT without it", field, (user, _) => SendAsync(organisation, HttpMethod.Put, user, Whole(cases.Count, field, null)), cleared: true);
        }
        await organisation.SettledAsync();

        var wrong = new List<string>();
        foreach (var (form, field, user, expected) in cases)
        {
            if (await AccountAsync(user, field.Column) is var found && found != expected)
                wrong.Add($"{field.Column}, {form}: {found ?? "nothing"} instead of {expected ?? "nothing"}");
        }
        Assert.Empty(wrong);

        async Task AddAsync(string form, Field field, Func<Guid, JsonNode?, Task> change, bool cleared = false, bool replaced = true)
        {
            var user = await CreateAsync(organisation, Whole(cases.Count, field, field.Value(cases.Count)));
            var value = field.Value(replaced ? 5000 + cases.Count : cases.Count);
            await change(user, value);
            cases.Add((form, field, user, cleared ? null : value));
        }
    }

    [Fact]
    public async Task A_long_text_in_any_script_arrives_whole()
    {
        var organisation = await pipeline.OrganisationAsync("Long");
        var text = string.Concat(Enumerable.Repeat("Zoë 東京 مدير 👩🏽‍🚀 ", 100)).Trim();
        Field[] texts = [.. Fields.Where(field => field.Column is not ("email" or "manager" or "mobile_phone" or "work_phone"))];

        var user = await CreateAsync(organisation, Document([UserName(9001), .. texts.Select(field => (field, (JsonNode?)text))]));
        await organisation.SettledAsync();

        foreach (var field in texts)
            Assert.Equal(text, await AccountAsync(user, field.Column));
    }

    // Always with an e-mail or an employee id, so that it is the field alone that comes and goes.
    static JsonObject Whole(int number, Field field, JsonNode? value) => Document(
        UserName(number),
        (field.Column == "email" ? Fields[2] : Fields[8], (field.Column == "email" ? Fields[2] : Fields[8]).Value(number)),
        (field, value));

    static (Field, JsonNode?) UserName(int number) => (new("", "userName", ""), $"user{number}@fields.example");

    static JsonObject Document(params (Field Field, JsonNode? Value)[] fields)
    {
        var document = new JsonObject();
        foreach (var (field, value) in fields.Where(field => field.Value is not null))
            field.Put(document, value!.DeepClone());
        return document;
    }

    static JsonObject Patch(string op, string? path, JsonNode? value)
    {
        var operation = new JsonObject { ["op"] = op, ["value"] = value?.DeepClone() };
        if (path is not null)
            operation["path"] = path;
        if (op == "Remove")
            operation.Remove("value");
        return new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:PatchOp"), ["Operations"] = new JsonArray(operation) };
    }

    static async Task<Guid> CreateAsync(Organisation organisation, JsonObject user)
    {
        using var answer = JsonDocument.Parse(await SendAsync(organisation, HttpMethod.Post, null, user));
        return answer.RootElement.GetProperty("id").GetGuid();
    }

    static async Task<string> SendAsync(Organisation organisation, HttpMethod method, Guid? user, JsonObject body)
    {
        using var request = new HttpRequestMessage(method, $"/scim/Users{(user is null ? "" : $"/{user}")}")
        {
            Content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/scim+json"),
        };
        using var response = await organisation.Client.SendAsync(request, Token);
        var answer = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, $"{method} {body.ToJsonString()}: {answer}");
        return answer;
    }

    async Task<string?> AccountAsync(Guid user, string column)
    {
        await using var command = pipeline.Database.DataSource.CreateCommand(
            "SELECT to_jsonb(account) ->> @column FROM provisioning.account_profiles AS account WHERE scim_user_id = @user")
            .With("user", user).With("column", column);
        return Assert.Single(await command.ReadAsync(row => row.Nullable<string>(0), Token));
    }

    /// <summary>One of the twelve.</summary>
    sealed record Field(string Column, string Path, string Format)
    {
        public string Value(int number) => string.Format(System.Globalization.CultureInfo.InvariantCulture, Format, number);

        /// <summary>Puts a value where RFC 7643 has it in a resource.</summary>
        public void Put(JsonObject document, JsonNode value)
        {
            if (Path.Split('[') is [var list, var filter])
                Of<JsonArray>(document, list, []).Add(new JsonObject { ["type"] = filter.Split('"')[1], ["value"] = value });
            else if (Path.LastIndexOf(':') is var colon && colon > 0)
                Of<JsonObject>(document, Path[..colon], [])[Path[(colon + 1)..]] = Column == "manager" ? new JsonObject { ["value"] = value } : value;
            else if (Path.Split('.') is [var parent, var child])
                Of<JsonObject>(document, parent, [])[child] = value;
            else
                document[Path] = value;
        }

        static T Of<T>(JsonObject document, string name, T empty)
            where T : JsonNode
        {
            document.TryAdd(name, empty);
            return (T)document[name]!;
        }
    }
}
