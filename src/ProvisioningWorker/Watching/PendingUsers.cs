namespace Blink.Pipeline.ProvisioningWorker.Watching;

/// <summary>The users whose newest version is not decided on yet.</summary>
/// <param name="Count">How many.</param>
/// <param name="OldestAge">For how long the oldest one waits since it was acknowledged; zero: there is none.</param>
sealed record PendingUsers(long Count, TimeSpan OldestAge);
