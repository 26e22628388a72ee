namespace Blink.Pipeline.Ops.Tests.Accounts;

public sealed class AccountImportCommandTests(OpsServers ops) : IClassFixture<OpsServers>
{
    const string Header = "first_name,surname,employee_id,location,job_title,company_name,department,email,mobile_phone,work_phone,about_me";

    [Fact]
    public async Task A_clean_file_is_imported_and_shown_with_all_its_fields()
    {
        await ops.TextAsync("organisations", "create", "Clean", "--tier", "basic");

        await ImportAsync("Clean",
            "Ada,Lovelace,E1,London,Analyst,Acme,Maths,ada@clean.test,+44 7700 900001,020 7946 0001,\"Likes \"\"engines\"\",\nand poems\"",
            "Zoë,Ångström,E2,,,,,zoe@clean.test,,,");

        Assert.Equal(2, (await ops.JsonAsync("accounts", "list", "--organisation", "clean")).GetArrayLength());
        Assert.Single((await ops.JsonAsync("accounts", "list", "--search", "ångström")).EnumerateArray());
        var shown = (await ops.JsonAsync("accounts", "show", "ADA@clean.test"))[0];
        Assert.Equal("Likes \"engines\",\nand poems", shown.GetProperty("fields").GetProperty("aboutMe").GetString());
        Assert.Contains("no directory governs", await ops.TextAsync("accounts", "show", shown.GetProperty("id").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_says_what_would_be_done_and_imports_nothing()
    {
        await ops.TextAsync("organisations", "create", "Dry", "--tier", "basic");

        var said = await ImportAsync("Dry", ["--dry-run"], "A,B,E1,,,,,,,,");

        Assert.Contains("Dry would get: 1 account created, 0 updated, 0 unchanged", said, StringComparison.Ordinal);
        Assert.Empty((await ops.JsonAsync("accounts", "list", "--organisation", "Dry")).EnumerateArray());
    }

    [Fact]
    public async Task A_dry_run_of_a_bad_file_says_what_is_refused_and_what_is_fine()
    {
        await ops.TextAsync("organisations", "create", "Dry and bad", "--tier", "basic");

        var error = await ops.ErrorAsync(
            "accounts", "import", File(Header, "A,B,E1,,,,,,,,", "too,few", "C,D,,,,,,nobody,abc,,", "E,F,E1,,,,,,,,"), "--organisation", "Dry and bad", "--dry-run");

        Assert.Contains("4 problems on 3 lines; the others are fine (1 account created, 0 updated, 0 unchanged)", error, StringComparison.Ordinal);
        foreach (var line in (string[])["line 3: the number of cells", "line 4: 'nobody'", "line 4: 'abc' in mobile_phone", "line 5: the employee id"])
            Assert.Contains(line, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_and_its_audit_record_are_one_commit()
    {
        await ops.TextAsync("organisations", "create", "Audited", "--tier", "basic");
        await ops.ExecuteAsync("ALTER TABLE operations.audit_records ADD CONSTRAINT no_import CHECK (action <> 'accounts.imported') NOT VALID");
        var file = File(Header, "A,B,A1,,,,,,,,", "C,D,A2,,,,,,,,");

        await ops.ErrorAsync("accounts", "import", file, "--organisation", "Audited");
        var unaudited = await ops.JsonAsync("accounts", "list", "--organisation", "Audited");
        await ops.ExecuteAsync("ALTER TABLE operations.audit_records DROP CONSTRAINT no_import");
        await ops.TextAsync("accounts", "import", file, "--organisation", "Audited", "--actor", "alice");

        Assert.Empty(unaudited.EnumerateArray());
        var record = (await ops.JsonAsync("audit", "list", "--limit", "1"))[0];
        Assert.Equal(("alice", "accounts.imported", 2), (
            record.GetProperty("actor").GetString(),
            record.GetProperty("action").GetString(),
            record.GetProperty("details").GetProperty("imported").GetInt32()));
    }

    [Theory]
    [InlineData("line 3: the number of cells", "Bob,Few,E3")]
    [InlineData("line 3: the number of cells", "a,b,E3,,,,,,,,,too many")]
    [InlineData("line 3: the quotes are broken", "Carl,O\"Hara,E4,,,,,,,,")]
    [InlineData("line 3: the quotes are broken", "Carl,\"O\"Hara,E4,,,,,,,,")]
    [InlineData("line 3: a quote is opened here and never closed", "Open,\"Quote,E9,,,,,,,,\nnext,line,E10,,,,,,,,")]
    [InlineData("line 3: 'nobody' is no e-mail address", "a,b,E5,,,,,nobody,,,")]
    [InlineData("line 3: 'abc' in mobile_phone is no phone number", "a,b,E5,,,,,,abc,,")]
    [InlineData("line 3: neither email, mobile_phone nor employee_id", "a,b,,,,,,,,,")]
    [InlineData("line 4: the e-mail 'X@bad.test' is on an earlier line", "a,b,E5,,,,,x@bad.test,,,\na,b,E6,,,,,X@bad.test,,,")]
    [InlineData("line 5: the employee id 'E1' is on an earlier line", "a,b,E5,,,,,,,,\"two\nlines\"\na,b,E1,,,,,,,,")]
    public async Task A_broken_line_is_named_by_its_number_and_nothing_is_imported(string expected, string broken)
    {
        var name = $"Broken {Guid.NewGuid():N}";
        await ops.TextAsync("organisations", "create", name, "--tier", "basic");

        var error = await ops.ErrorAsync("accounts", "import", File(Header, "Good,Line,E1,,,,,,,,", broken), "--organisation", name);

        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Contains("Nothing was imported", error, StringComparison.Ordinal);
        Assert.Empty((await ops.JsonAsync("accounts", "list", "--organisation", name)).EnumerateArray());
    }

    [Fact]
    public async Task An_identity_that_is_in_use_is_named_by_its_line()
    {
        await ops.TextAsync("organisations", "create", "First", "--tier", "basic");
        await ops.TextAsync("organisations", "create", "Second", "--tier", "basic");
        await ImportAsync("First", "a,b,E1,,,,,taken@clash.test,+44 7700 900999,,");

        var error = await ops.ErrorAsync("accounts", "import", File(Header, "a,b,E1,,,,,TAKEN@clash.test,07700900999,,"), "--organisation", "Second");

        Assert.Contains("line 2: the e-mail 'TAKEN@clash.test' is in use", error, StringComparison.Ordinal);
        Assert.Contains("line 2: the mobile phone '07700900999' is in use", error, StringComparison.Ordinal);
        Assert.DoesNotContain("employee id", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line 1: 'nick_name' is not a column", Header + ",nick_name")]
    [InlineData("line 1: the column 'about_me' is missing", "first_name,surname,employee_id,location,job_title,company_name,department,email,mobile_phone,work_phone")]
    [InlineData("line 1: the column 'email' is there 2 times", Header + ",email")]
    [InlineData("line 1: the column 'manager' is missing", "id,state," + Header)]
    [InlineData("line 1: the column 'state' is missing", "id,manager," + Header)]
    [InlineData("line 1: the file is empty", "")]
    public async Task A_wrong_header_is_named(string expected, string header)
    {
        var name = $"Header {Guid.NewGuid():N}";
        await ops.TextAsync("organisations", "create", name, "--tier", "basic");

        Assert.Contains(expected, await ops.ErrorAsync("accounts", "import", File(header), "--organisation", name), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("line 2: '17' in id is no account's id", "17,active,")]
    [InlineData("line 2: 'gone' in state is no state", ",gone,")]
    public async Task A_cell_of_an_export_that_was_broken_is_named(string expected, string broken)
    {
        var name = $"Cells {Guid.NewGuid():N}";
        await ops.TextAsync("organisations", "create", name, "--tier", "basic");

        var error = await ops.ErrorAsync("accounts", "import", File("id,state,manager," + Header, broken + ",A,B,E1,,,,,,,,"), "--organisation", name);

        Assert.Contains(expected, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_named()
    {
        await ops.TextAsync("organisations", "create", "Missing", "--tier", "basic");

        Assert.Contains("'nowhere.csv' cannot be read", await ops.ErrorAsync("accounts", "import", "nowhere.csv", "--organisation", "Missing"), StringComparison.Ordinal);
    }

    Task<string> ImportAsync(string organisation, params string[] lines) => ImportAsync(organisation, [], lines);

    Task<string> ImportAsync(string organisation, string[] options, params string[] lines) =>
        ops.TextAsync(["accounts", "import", File([Header, .. lines]), "--organisation", organisation, .. options]);

    static string File(params string[] lines)
    {
        var path = Path.Combine(Path.GetTempPath(), $"accounts-{Guid.NewGuid():N}.csv");
        System.IO.File.WriteAllText(path, string.Join('\n', lines));
        return path;
    }
}
