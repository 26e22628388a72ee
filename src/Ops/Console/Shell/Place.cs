using MudBlazor;

namespace Blink.Pipeline.Ops.Console.Shell;

/// <summary>An entry of the navigation.</summary>
/// <param name="Path">The page's address.</param>
/// <param name="Title">What it is called there and in the title.</param>
/// <param name="Icon">The drawing beside it.</param>
sealed record Place(string Path, string Title, string Icon)
{
    public static Place Overview { get; } = new("/", "Overview", Icons.Material.Outlined.MonitorHeart);

    public static Place Organisations { get; } = new("/organisations", "Organisations", Icons.Material.Outlined.Business);

    public static Place Users { get; } = new("/users", "Users", Icons.Material.Outlined.PersonSearch);

    public static Place Errors { get; } = new("/errors", "Sync errors", Icons.Material.Outlined.ReportProblem);

    public static Place Queues { get; } = new("/queues", "Queues", Icons.Material.Outlined.Stream);

    public static Place DeadLetters { get; } = new("/dead-letters", "Dead letters", Icons.Material.Outlined.MarkEmailUnread);

    public static Place Runs { get; } = new("/runs", "Runs", Icons.Material.Outlined.Replay);

    public static Place Mails { get; } = new("/mails", "Mails", Icons.Material.Outlined.MailOutline);

    public static Place Audit { get; } = new("/audit", "Audit", Icons.Material.Outlined.History);

    /// <summary>The navigation, in its order.</summary>
    public static IReadOnlyList<Place> All { get; } = [Overview, Organisations, Users, Errors, DeadLetters, Runs, Queues, Mails, Audit];
}
