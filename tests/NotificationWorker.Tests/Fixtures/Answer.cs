namespace Blink.Pipeline.NotificationWorker.Tests.Fixtures;

/// <summary>What the scripted SMTP server does at one step; everything else it accepts.</summary>
/// <param name="Reply">The reply line; null: none.</param>
/// <param name="Then">What happens to the connection afterwards.</param>
sealed record Answer(string? Reply, Afterwards Then = Afterwards.GoOn)
{
    public static Answer Drop { get; } = new(null, Afterwards.Close);

    public static Answer Hang { get; } = new(null, Afterwards.Hang);
}

enum Afterwards
{
    GoOn,
    Close,
    Hang,
}
