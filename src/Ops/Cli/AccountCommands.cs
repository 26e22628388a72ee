using System.CommandLine;
using Blink.Pipeline.Ops.Accounts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Blink.Pipeline.Ops.Cli;

static class AccountCommands
{
    public static Command Create() => new("accounts", "The Blink accounts.") { AccountImportCommand.Create(), AccountExportCommand.Create(), List(), Show() };

    static Command List()
    {
        var organisation = new Option<string?>("--organisation") { Description = "Only of this one.", HelpName = "NAME|ID" };
        var search = new Option<string?>("--search") { Description = "Only those whose name, e-mail or employee id holds this.", HelpName = "TEXT" };
        var limit = CommonOptions.Limit(100);
        return new Command("list", "The accounts, by organisation and name.") { organisation, search, limit }.Runs(async context =>
        {
            var of = await context.OrganisationOrNoneAsync(context.Get(organisation));
            return context.Show(
                await context.Use<AccountReader>().ListAsync(
                    new AccountSearch(of?.Id, context.Get(search), context.Get(limit)), context.CancellationToken),
                Table);
        });
    }

    static Command Show()
    {
        var account = new Argument<string>("ID|EMAIL") { Description = "An account's id, its SCIM user's id, or its e-mail." };
        return new Command("show", "Everything about an account: its fields, why it is linked, what its SCIM user is at.") { account }.Runs(
            async context => context.Show(
                await context.Use<AccountReader>().FindAsync(context.Get(account), context.CancellationToken),
                found => new Rows(found.Select(One))));
    }

    static IRenderable Table(IReadOnlyList<AccountSummary> accounts) => Tables.Of(
        ["~Organisation", "~Name", "~E-mail", "Employee id", "State", "?Linked by", "?Id"],
        accounts.Select(account => (IReadOnlyList<string>)
        [
            Words.Text(account.Organisation),
            Words.Text($"{account.FirstName} {account.Surname}".Trim()),
            Words.Text(account.Email),
            Words.Text(account.EmployeeId),
            Words.State(account.Active ? "active" : "disabled"),
            Words.Text(account.LinkedBy),
            $"[grey]{account.Id}[/]",
        ]),
        "No accounts match.");

    static IRenderable One(AccountDetails account) => new Rows(
        Tables.Facts(
        [
            ("Account", account.Id.ToString()),
            ("Organisation", Words.Text(account.Organisation)),
            ("State", Words.State(account.Active ? "active" : "disabled")),
            .. Fields(account.Fields),
            .. Scim(account.Scim),
            ("Created", Words.Time(account.CreatedAt)),
            ("Updated", Words.Time(account.UpdatedAt)),
        ]),
        account.Errors.Count > 0 ? ErrorCommands.Table(account.Errors) : new Markup("No sync errors.\n"));

    static IEnumerable<(string, string)> Fields(AccountFields fields) =>
    [
        ("First name", Words.Text(fields.FirstName)),
        ("Surname", Words.Text(fields.Surname)),
        ("Employee id", Words.Text(fields.EmployeeId)),
        ("Location", Words.Text(fields.Location)),
        ("Job title", Words.Text(fields.JobTitle)),
        ("Company name", Words.Text(fields.CompanyName)),
        ("Department", Words.Text(fields.Department)),
        ("Manager", Manager(fields)),
        ("E-mail", Words.Text(fields.Email)),
        ("Mobile phone", Words.Text(fields.MobilePhone)),
        ("Work phone", Words.Text(fields.WorkPhone)),
        ("About me", Words.Text(fields.AboutMe)),
    ];

    static string Manager(AccountFields fields) => fields switch
    {
        { Manager: null } => "–",
        { ManagerAccountId: null } => $"{Words.Text(fields.Manager)} [yellow](nobody with this SCIM id has an account here)[/]",
        _ => $"{Words.Text(fields.ManagerName)} [grey](account {fields.ManagerAccountId}{(fields.ManagerActive == false ? ", disabled" : "")})[/]",
    };

    static IEnumerable<(string, string)> Scim(AccountScim? scim) => scim is null
        ? [("SCIM user", "none: no directory governs this account")]
        :
        [
            ("SCIM user", $"{Words.Text(scim.UserName)} [grey]{scim.UserId}[/]"),
            ("Linked", $"{Words.Time(scim.LinkedAt)}, {Why(scim.LinkedBy)} [grey]({Words.Text(scim.LinkedBy)})[/]"),
            ("Wanted", scim.DesiredVersion is { } wanted ? $"version {wanted}" : "–"),
            ("Decided", scim.DecidedVersion is { } decided
                ? $"version {decided}: {Words.State(scim.Outcome!)} {scim.Reason} {Words.Time(scim.DecidedAt)}"
                : Words.State("pending")),
        ];

    static string Why(string linkedBy) => linkedBy switch
    {
        "created" => "because the account was made for this user",
        "email" => "because the account had the user's e-mail",
        "employee_id" => "because the account had the user's employee id",
        "email_and_employee_id" => "because the account had the user's e-mail and employee id",
        _ => "for a reason that this build does not know",
    };
}
