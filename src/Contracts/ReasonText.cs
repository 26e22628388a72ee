namespace Blink.Pipeline.Contracts;

/// <summary>
/// What a reason means to the administrator of a directory. Nothing here may say who else has a value: organisations are walled off.
/// </summary>
/// <param name="Title">The reason in a few words.</param>
/// <param name="Problem">What is wrong, in a sentence.</param>
/// <param name="Remedy">What to change in Azure AD, in a sentence.</param>
public sealed record ReasonText(string Title, string Problem, string Remedy)
{
    static readonly ReasonText Unknown = new(
        "Other",
        "The user could not be synchronised.",
        "Check the user's attributes in Azure AD; if they look right, ask Blink support.");

    static readonly Dictionary<string, ReasonText> Known = new(StringComparer.Ordinal)
    {
        ["ambiguous_match"] = new(
            "Matches two accounts",
            "The e-mail address belongs to one Blink account of your organisation and the employee ID to another, so it is unclear which of them is meant.",
            "In Azure AD, correct the e-mail address or the employee ID, so that both belong to the same person."),
        ["already_linked"] = new(
            "Account taken by another user",
            "The matching Blink account is already linked to another user of your directory.",
            "In Azure AD, look for a second user for the same person and take one of them out of provisioning, or give each their own e-mail address and employee ID."),
        ["email_in_use_elsewhere"] = new(
            "E-mail address not available",
            "The e-mail address is already in use in Blink, outside the accounts of your organisation.",
            "In Azure AD, give this person an e-mail address of their own; if the address is right, ask Blink support."),
        ["mobile_in_use_elsewhere"] = new(
            "Mobile number not available",
            "The mobile number is already in use in Blink, outside the accounts of your organisation.",
            "In Azure AD, correct or remove the mobile number; if the number is right, ask Blink support."),
        ["email_in_use"] = new(
            "E-mail address used twice",
            "Another active account of your organisation has the same e-mail address.",
            "In Azure AD, give each person their own e-mail address, or disable the account that is no longer needed."),
        ["mobile_in_use"] = new(
            "Mobile number used twice",
            "Another active account of your organisation has the same mobile number.",
            "In Azure AD, give each person their own mobile number, or remove it where it does not belong."),
        ["no_identifier"] = new(
            "Nothing to recognise the person by",
            "The user has neither an e-mail address nor a mobile number nor an employee ID.",
            "In Azure AD, fill in at least one of them, and check that it is part of the attribute mappings."),
        ["phone_not_recognised"] = new(
            "Phone number not recognised",
            "The user was synchronised, but the phone number could not be read as one; it is kept as it was written.",
            "In Azure AD, write the number with its country code, such as +45 12 34 56 78."),
    };

    /// <summary>The closed set of reasons.</summary>
    public static IReadOnlyCollection<string> Reasons => Known.Keys;

    /// <summary>The text of a reason; one for any reason that this build does not know.</summary>
    /// <param name="reason">The reason's code.</param>
    /// <returns>The text.</returns>
    public static ReasonText Of(string reason) => Known.GetValueOrDefault(reason, Unknown);
}
