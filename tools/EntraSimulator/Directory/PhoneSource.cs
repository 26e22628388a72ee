using Bogus;

namespace Blink.Pipeline.EntraSimulator.Directory;

/// <summary>Phone numbers of one organisation: each given once, written as people write them.</summary>
sealed class PhoneSource(Randomizer random, PhonePlan plan)
{
    readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public string Mobile() => Next(plan.Mobile, plan.MobileRest);

    public string Landline() => Next(plan.Landline, plan.LandlineRest);

    string Next(string[] leads, int rest)
    {
        string lead, digits;
        do
        {
            lead = random.ArrayElement(leads);
            digits = random.Number(2, 9) + random.ReplaceNumbers(new string('#', rest - 1));
        }
        while (!taken.Add(lead + digits));

        return Written(lead, digits);
    }

    string Written(string lead, string digits)
    {
        var (first, second) = (digits[..3], digits[3..]);
        return random.Number(6) switch
        {
            0 => $"+{plan.Country}{lead}{digits}",
            1 => $"+{plan.Country} {lead} {first} {second}",
            2 => $"{plan.Trunk}{lead}{digits}",
            3 => $"{plan.Trunk}{lead} {first} {second}",
            4 => $"({plan.Trunk}{lead}) {first}-{second}",
            5 => $"{plan.Abroad} {plan.Country} {lead} {digits}",
            _ => plan.Trunk.Length == 0 ? $"{lead}.{first}.{second}" : $"+{plan.Country} ({plan.Trunk}){lead} {digits}",
        };
    }
}
