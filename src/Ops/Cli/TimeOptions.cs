using System.CommandLine;
using System.Globalization;

namespace Blink.Pipeline.Ops.Cli;

/// <summary>Options that name a moment, by a time or by how long ago it was.</summary>
static class TimeOptions
{
    /// <summary>An option that takes a time such as 2026-11-23T22:00Z, or an age such as 90m.</summary>
    public static Option<string?> Create(string name, string what)
    {
        var option = new Option<string?>(name) { Description = $"{what}: a time such as 2026-11-23T22:00Z, or an age such as 90m, 2h, 3d.", HelpName = "TIME" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && Parse(text, DateTimeOffset.UnixEpoch.AddYears(100)) is null)
                result.AddError($"{name} takes a time such as 2026-11-23T22:00Z, or an age such as 90m, 2h or 3d, not '{text}'.");
        });
        return option;
    }

    /// <summary>The moment that was given; null: none was.</summary>
    public static DateTimeOffset? Moment(this CommandContext context, Option<string?> option) =>
        context.Get(option) is { } text ? Parse(text, context.Use<TimeProvider>().GetUtcNow()) : null;

    /// <summary>Reads a time or an age; null: it is neither.</summary>
    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (Age(text) is { } age)
            return now - age;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
    }

    static TimeSpan? Age(string text) => uint.TryParse(text[..^Math.Min(1, text.Length)], CultureInfo.InvariantCulture, out var number) && number < 10_000
        ? text[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => null,
        }
        : null;
}
