using System.Security.Cryptography;
using System.Text;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>What an account is matched and kept unique by: the normalised forms of three of its fields.</summary>
/// <param name="Email">Trimmed, lower-case, Unicode NFC.</param>
/// <param name="Mobile">E.164.</param>
/// <param name="EmployeeId">Trimmed, upper-case: compared by ordinal, ignoring case.</param>
sealed record Identities(string? Email, string? Mobile, string? EmployeeId)
{
    // A B-tree entry may hold some 2,700 bytes; a longer value would fail its user for ever.
    const int LongestIndexed = 512;

    public static Identities None { get; } = new(null, null, null);

    public bool Any => (Email ?? Mobile ?? EmployeeId) is not null;

    /// <summary>Normalises the fields of a profile.</summary>
    /// <param name="profile">The fields as the directory wrote them.</param>
    /// <param name="region">ISO 3166-1 alpha-2: how phone numbers without a country code are read; null: they are not.</param>
    public static Identities Of(AccountProfile profile, string? region) => new(
        Indexable(profile.Email?.Trim().ToLowerInvariant()),
        PhoneNumber.ToE164(profile.MobilePhone, region),
        Indexable(profile.EmployeeId?.Trim().ToUpperInvariant()));

    /// <summary>One text an identity, distinct over kinds, and over organisations where the identity counts within one only.</summary>
    public IEnumerable<string> Keys(Guid organisationId)
    {
        if (Email is not null)
            yield return EmailKey(Email);
        if (Mobile is not null)
            yield return MobileKey(Mobile);
        if (EmployeeId is not null)
            yield return EmployeeIdKey(organisationId, EmployeeId);
    }

    public static string EmailKey(string email) => $"email:{email}";

    public static string MobileKey(string mobile) => $"mobile:{mobile}";

    public static string EmployeeIdKey(Guid organisationId, string employeeId) => $"employee_id:{organisationId}:{employeeId}";

    static string? Indexable(string? key) => key switch
    {
        null or "" => null,
        { Length: > LongestIndexed } => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))),
        _ => key,
    };
}
