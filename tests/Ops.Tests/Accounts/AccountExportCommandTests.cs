using Blink.Pipeline.Ops.Accounts;
using CsCheck;
using CsvHelper;

namespace Blink.Pipeline.Ops.Tests.Accounts;

public sealed class AccountExportCommandTests(OpsServers ops) : IClassFixture<OpsServers>
{
    readonly string name = $"Export {Guid.NewGuid():N}";

    string File { get; } = Path.Combine(Path.GetTempPath(), $"accounts-{Guid.NewGuid():N}.csv");

    [Fact]
    public async Task An_export_says_everything_about_an_account_and_keeps_formulas_from_running()
    {
        var user = Guid.NewGuid();
        await CreateAsync(2, extra: $"scim_user_id = CASE WHEN n = 1 THEN '{user}'::uuid END, linked_by = CASE WHEN n = 1 THEN 'email' END, linked_at = CASE WHEN n = 1 THEN now() END, active = n = 1, about_me = '=HYPERLINK(1)'");

        var said = await ExportAsync();

        Assert.Contains("2 accounts of", said, StringComparison.Ordinal);
        var lines = await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken);
        Assert.Equal(
            "id,state,first_name,surname,employee_id,location,job_title,company_name,department,manager,email,mobile_phone,work_phone,about_me,scim_user_id,user_name,linked_by,linked_at,created_at,updated_at",
            lines[0]);
        Assert.Matches($"^[0-9a-f-]{{36}},active,First 1,Surname 0001,E1,Location 1,,,,m-1,1@.*test,'\\+4479[0-9]{{8}},,'=HYPERLINK\\(1\\),{user},,email,20.*Z$", lines[1]);
        Assert.Matches("^[0-9a-f-]{36},disabled,First 2,.*,,,,,20[^,]*,20[^,]*$", lines[2]);
    }

    [Fact]
    public async Task What_was_exported_is_imported_as_unchanged()
    {
        await CreateAsync(30, extra: """
            active = n % 3 > 0, scim_user_id = CASE WHEN n % 2 = 0 THEN gen_random_uuid() END, linked_by = CASE WHEN n % 2 = 0 THEN 'created' END, linked_at = CASE WHEN n % 2 = 0 THEN now() END,
            job_title = ' spaces around ', department = '''=quoted', location = E'two\nlines, "quotes"', work_phone = 'ask reception', company_name = '李小龍 محمد'
            """);
        await ExportAsync();

        var result = await ops.JsonAsync("accounts", "import", File, "--organisation", name);

        Assert.Equal((0, 0, 30), (result.GetProperty("created").GetInt32(), result.GetProperty("updated").GetInt32(), result.GetProperty("unchanged").GetInt32()));
    }

    [Fact]
    public async Task Accounts_that_are_lost_are_restored_from_an_export_of_ten_thousand_under_their_ids()
    {
        await CreateAsync(10_000, extra: "active = n % 7 > 0, about_me = E'- line\n' || n, work_phone = 'none'");
        await ExportAsync();
        var before = await PicturesAsync();
        await ops.ExecuteAsync($"DELETE FROM provisioning.accounts USING operations.organisations AS owner WHERE owner.id = organisation_id AND owner.name = '{name}'");

        var result = await ops.JsonAsync("accounts", "import", File, "--organisation", name);

        Assert.Equal(10_000, result.GetProperty("created").GetInt32());
        Assert.Equal(before, await PicturesAsync());
    }

    [Fact]
    public async Task Lines_that_are_changed_in_an_export_change_their_accounts_and_leave_the_others()
    {
        await CreateAsync(3);
        await ExportAsync();
        var text = await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(File, text.Replace("Location 2", "Leeds", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var result = await ops.JsonAsync("accounts", "import", File, "--organisation", name);

        Assert.Equal((1, 2), (result.GetProperty("updated").GetInt32(), result.GetProperty("unchanged").GetInt32()));
        Assert.Equal("Leeds", await ops.ScalarAsync<string>($"SELECT location FROM provisioning.accounts WHERE email_key = lower('2@{name.Replace(' ', '-')}.test')"));
    }

    [Theory]
    [InlineData(4, "--state", "active")]
    [InlineData(2, "--state", "disabled")]
    [InlineData(3, "--linked", "true")]
    [InlineData(3, "--linked", "false")]
    [InlineData(1, "--search", "FIRST 5")]
    public async Task Filters_choose_and_standard_output_gets_nothing_but_the_file(int expected, string option, string value)
    {
        await CreateAsync(6, extra: "active = n < 5, scim_user_id = CASE WHEN n % 2 = 0 THEN gen_random_uuid() END, linked_by = CASE WHEN n % 2 = 0 THEN 'created' END, linked_at = CASE WHEN n % 2 = 0 THEN now() END");

        var output = await ops.TextAsync("accounts", "export", "-", "--organisation", name, option, value);

        Assert.StartsWith("id,state,", output, StringComparison.Ordinal);
        Assert.Equal(1 + expected, output.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task An_export_is_audited_and_does_not_leave_without_its_record()
    {
        await CreateAsync(1);
        await ops.ExecuteAsync("ALTER TABLE operations.audit_records ADD CONSTRAINT no_export CHECK (action <> 'accounts.exported') NOT VALID");
        await ops.ErrorAsync("accounts", "export", File, "--organisation", name);
        Assert.False(System.IO.File.Exists(File));
        await ops.ExecuteAsync("ALTER TABLE operations.audit_records DROP CONSTRAINT no_export");

        await ops.TextAsync("accounts", "export", File, "--organisation", name, "--search", "First", "--actor", "alice");

        var record = (await ops.JsonAsync("audit", "list", "--subject", $"organisation:{await OrganisationAsync()}", "--limit", "1"))[0];
        Assert.Equal(("alice", "accounts.exported", "First"), (
            record.GetProperty("actor").GetString(), record.GetProperty("action").GetString(), record.GetProperty("details").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named()
    {
        await CreateAsync(1);

        Assert.Contains("cannot be written", await ops.ErrorAsync("accounts", "export", Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}", "x.csv"), "--organisation", name), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_a_cell_holds_it_reads_back_as_it_was()
    {
        var cell = Gen.OneOf(
            Gen.String[Gen.Char["=@+-\t\r\n' \",;aZ0é李"], 1, 12],
            Gen.String[Gen.Char[' ', '\uD7FF'], 1, 12].Where(text => !string.IsNullOrEmpty(text)));
        Gen.Select(cell, cell, cell).Sample((first, about, phone) =>
        {
            using var stream = new MemoryStream();
            using (var csv = CsvWriter.Create(stream, new CsvWriterOptions(), leaveOpen: true))
            {
                csv.WriteHeader([.. AccountColumns.Exported]);
                csv.WriteRecord([.. AccountColumns.Exported.Select(column => AccountColumns.Guard(column switch
                {
                    "id" => $"{Guid.Empty}",
                    "state" => "active",
                    "first_name" => first,
                    "mobile_phone" => phone,
                    "about_me" => about,
                    _ => null,
                }))]);
            }
            Assert.DoesNotContain(first[0], "=@+-\t\r".Where(_ => AccountColumns.Guard(first) == first));
            stream.Position = 0;
            var file = new CsvAccountFile(stream);
            var line = Assert.Single(file.Lines());
            Assert.Empty(file.Problems.First);
            Assert.Equal((first, about, phone), (line.FirstName, line.AboutMe, line.MobilePhone));
        });
    }

    Task<string> ExportAsync() => ops.TextAsync("accounts", "export", File, "--organisation", name);

    Task<Guid> OrganisationAsync() => ops.ScalarAsync<Guid>($"SELECT id FROM operations.organisations WHERE name = '{name}'");

    /// <summary>Accounts as SCIM or an import left them, straight in the table: <c>n</c> is a number from 1.</summary>
    async Task CreateAsync(int count, string? extra = null)
    {
        await ops.TextAsync("organisations", "create", name, "--tier", "enterprise");
        var host = name.Replace(' ', '-');
        // Of this test alone, as addresses are.
        var phones = Random.Shared.Next(9_999) * 10_000;
        await ops.ExecuteAsync($"""
            INSERT INTO provisioning.accounts (
                id, organisation_id, active, first_name, surname, employee_id, location, manager, email, mobile_phone, email_key, mobile_key, employee_id_key, created_at, updated_at)
            SELECT gen_random_uuid(), '{await OrganisationAsync()}', true, 'First ' || n, 'Surname ' || to_char(n, 'FM0000'), 'E' || n, 'Location ' || n, 'm-' || n,
                n || '@{host}.test', '+4479' || to_char({phones} + n, 'FM00000000'), n || '@{host.ToLowerInvariant()}.test', NULL, 'E' || n, now(), now()
            FROM generate_series(1, {count}) AS n
            """);
        if (extra is not null)
            await ops.ExecuteAsync($"""
                UPDATE provisioning.accounts
                SET {extra}
                FROM (SELECT id AS account_id, replace(employee_id, 'E', '')::int AS n FROM provisioning.accounts) AS numbered
                WHERE account_id = id AND organisation_id = '{await OrganisationAsync()}'
                """);

    }

    Task<string> PicturesAsync() => ops.ScalarAsync<string>($"""
        SELECT md5(string_agg(concat_ws('|', account.id, active, first_name, surname, employee_id, location, manager, email, mobile_phone, work_phone, about_me), E'\n' ORDER BY account.id))
        FROM provisioning.accounts AS account
        JOIN operations.organisations AS owner ON owner.id = account.organisation_id
        WHERE owner.name = '{name}'
        """);
}
