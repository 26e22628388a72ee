namespace Blink.Pipeline.Ops.Accounts;

/// <summary>The columns of a file of accounts, and how a cell is kept from being a formula.</summary>
static class AccountColumns
{
    /// <summary>What every file that is imported has, in any order.</summary>
    public static IReadOnlyList<string> Required { get; } =
    [
        "first_name",
        "surname",
        "employee_id",
        "location",
        "job_title",
        "company_name",
        "department",
        "email",
        "mobile_phone",
        "work_phone",
        "about_me",
    ];

    /// <summary>What an export writes, in this order.</summary>
    public static IReadOnlyList<string> Exported { get; } =
    [
        "id",
        "state",
        "first_name",
        "surname",
        "employee_id",
        "location",
        "job_title",
        "company_name",
        "department",
        "manager",
        "email",
        "mobile_phone",
        "work_phone",
        "about_me",
        "scim_user_id",
        "user_name",
        "linked_by",
        "linked_at",
        "created_at",
        "updated_at",
    ];

    // What a spreadsheet takes for the beginning of a formula; and the guard itself, so that one that was there before is not taken off.
    const string Guarded = "=@+-\t\r'";

    /// <summary>Puts an apostrophe before a cell that a spreadsheet would run as a formula, or that has one already.</summary>
    public static string? Guard(string? cell) => cell is [var first, ..] && Guarded.Contains(first, StringComparison.Ordinal) ? '\'' + cell : cell;

    /// <summary>Takes the apostrophe off again.</summary>
    public static string Unguard(string cell) => cell is ['\'', var first, ..] && Guarded.Contains(first, StringComparison.Ordinal) ? cell[1..] : cell;
}
