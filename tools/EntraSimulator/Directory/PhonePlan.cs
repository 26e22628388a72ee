namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>
/// A part of a region's numbering plan whose numbers are all valid: a lead, then digits of which the first is 2 to 9.
/// </summary>
sealed record PhonePlan
{
    static readonly Dictionary<string, PhonePlan> ByRegion = new(StringComparer.OrdinalIgnoreCase)
    {
        ["GB"] = new() { Country = "44", Trunk = "0", Abroad = "00", Mobile = ["71", "72", "73"], MobileRest = 8, Landline = ["207", "208"], LandlineRest = 7 },
        ["DE"] = new() { Country = "49", Trunk = "0", Abroad = "00", Mobile = ["151", "160", "171"], MobileRest = 8, Landline = ["30", "89"], LandlineRest = 8 },
        ["US"] = new() { Country = "1", Trunk = "", Abroad = "011", Mobile = ["212", "415"], MobileRest = 7, Landline = ["617", "312"], LandlineRest = 7 },
        ["AU"] = new() { Country = "61", Trunk = "0", Abroad = "0011", Mobile = ["41", "42", "43"], MobileRest = 7, Landline = ["28", "38"], LandlineRest = 7 },
    };

    public required string Country { get; init; }

    public required string Trunk { get; init; }

    public required string Abroad { get; init; }

    public required string[] Mobile { get; init; }

    public required int MobileRest { get; init; }

    public required string[] Landline { get; init; }

    public required int LandlineRest { get; init; }

    /// <summary>The same plan with one of its leads of mobile numbers.</summary>
    /// <param name="lead">Which one, from 0; null: all of them.</param>
    public PhonePlan WithMobileLead(int? lead) => lead is { } one ? this with { Mobile = [Mobile[one]] } : this;

    /// <exception cref="ArgumentException">The simulator has no plan of that region.</exception>
    public static PhonePlan Of(string region) => ByRegion.TryGetValue(region, out var plan)
        ? plan
        : throw new ArgumentException($"No numbering plan for region {region}; known: {string.Join(", ", ByRegion.Keys)}.", nameof(region));
}
