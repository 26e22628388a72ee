using MudBlazor;

namespace Blink.Pipeline.Ops.Console.Shell;

/// <summary>An entry of the navigation.</summary>
/// <param name="Path">The page's address.</param>
/// <param name="Title">What it is called there and in the title.</param>
/// <param name="Icon">The drawing beside it.</param>
sealed record Place(string Path, string Title, string Icon)
{
    public static Place Organisations { get; } = new("/organisations", "Organisations", Icons.Material.Outlined.Business);

    public static Place Queues { get; } = new("/queues", "Queues", Icons.Material.Outlined.Stream);

    public static Place DeadLetters { get; } = new("/dead-letters", "Dead letters", Icons.Material.Outlined.MarkEmailUnread);

    public static Place Runs { get; } = new("/runs", "Runs", Icons.Material.Outlined.Replay);

    public static Place Audit { get; } = new("/audit", "Audit", Icons.Material.Outlined.History);

    /// <summary>The navigation, in its order.</summary>
    public static IReadOnlyList<Place> All { get; } = [Organisations, Queues, DeadLetters, Runs, Audit];
}
