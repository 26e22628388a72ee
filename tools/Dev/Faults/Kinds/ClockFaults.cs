namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>Clocks that jump an hour either way, and back.</summary>
static class ClockFaults
{
    static readonly TimeSpan Jump = TimeSpan.FromHours(1);

    public static IEnumerable<Fault> All { get; } =
    [
        new("clock-forward", "clock", "the clocks of some processes jump an hour forward, and back", (strike, token) => JumpAsync(strike, Jump, token)) { NeedsClocks = true },
        new("clock-back", "clock", "the clocks of some processes jump an hour back, and forward again", (strike, token) => JumpAsync(strike, -Jump, token)) { NeedsClocks = true },
    ];

    static async Task JumpAsync(Strike strike, TimeSpan offset, CancellationToken cancellationToken)
    {
        var fleet = strike.Pipeline.Fleet;
        var (instances, length) = (strike.Some(fleet.Instances), strike.Length(10, 40));
        strike.Say($"clocks jump by {offset.TotalMinutes:+0;-0} minutes for {length.TotalSeconds:0.0} s: {string.Join(", ", instances.Select(instance => instance.Process.Name))}");
        foreach (var instance in instances) fleet.ClockOf(instance).Move(offset);
        try
        {
            await strike.LastAsync(length, cancellationToken);
        }
        finally
        {
            foreach (var instance in instances) fleet.ClockOf(instance).Move(TimeSpan.Zero);
        }
    }
}
