namespace Blink.Pipeline.Dev.Faults.Kinds;

/// <summary>Every fault there is.</summary>
static class FaultCatalogue
{
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. ProcessFaults.All, .. ReplayFaults.All, .. BrokerFaults.All, .. PostgresFaults.All, .. NetworkFaults.All, .. MailFaults.All, .. ClockFaults.All,
    ];

    /// <summary>The fault of that name; null: there is none.</summary>
    public static Fault? Find(string name) => All.FirstOrDefault(fault => fault.Name == name);
}
