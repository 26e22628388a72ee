using PhoneNumbers;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>Reads phone numbers as people write them.</summary>
static class PhoneNumber
{
    static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();

    /// <summary>The number in E.164, or null when it is none that could be dialled from anywhere.</summary>
    /// <param name="text">The number as written.</param>
    /// <param name="region">ISO 3166-1 alpha-2 of numbers without a country code; null: such a number cannot be read.</param>
    public static string? ToE164(string? text, string? region) =>
        Parse(text, region) is { } number
        && Library.IsPossibleNumberWithReason(number) is PhoneNumberUtil.ValidationResult.IS_POSSIBLE
            ? Library.Format(number, PhoneNumberFormat.E164)
            : null;

    /// <summary>The phone numbers of a profile that are none: they are kept as text, and the organisation is warned.</summary>
    public static IReadOnlyList<string> Unrecognised(AccountProfile profile, string? region)
    {
        var found = new List<string>();
        if (profile.MobilePhone is { } mobile && ToE164(mobile, region) is null)
            found.Add(mobile);
        // A work phone may be written without its area code: it is nobody's identity.
        if (profile.WorkPhone is { } work && (Parse(work, region) is not { } number || !Library.IsPossibleNumber(number)))
            found.Add(work);
        return found;
    }

    static PhoneNumbers.PhoneNumber? Parse(string? text, string? region)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        try
        {
            return Library.Parse(text, region ?? "ZZ");
        }
        catch (NumberParseException)
        {
            // The library has no other way to say that a text is no number.
            return null;
        }
    }
}
