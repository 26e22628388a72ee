namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>What an organisation's directory looks like. The same options always give the same directory.</summary>
public sealed record DirectoryOptions
{
    /// <summary>People in scope of provisioning; about one in fifty more are in the directory without being in scope. Default 2,000.</summary>
    public int Users { get; init; } = 2_000;

    /// <summary>Seed of everything that is random. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Domain of sign-in names and e-mail addresses.</summary>
    public string Domain { get; init; } = "contoso.example";

    /// <summary>The organisation's name, as most people's company name says it.</summary>
    public string CompanyName { get; init; } = "Contoso";

    /// <summary>Region of its phone numbers: GB, DE, US or AU. Default GB.</summary>
    public string PhoneRegion { get; init; } = "GB";

    /// <summary>
    /// With which of the region's leads all mobile numbers begin, from 0, so that several directories share none by chance. Default
    /// null: with any.
    /// </summary>
    public int? MobileLead { get; init; }

    /// <summary>People who share another person's mobile number, so that one of the two clashes. Default 0: all numbers are unique.</summary>
    public int SharedMobiles { get; init; }
}
