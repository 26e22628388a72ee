namespace Blink.Pipeline.Contracts;

/// <summary>The names of the queues, as operators see them in RabbitMQ.</summary>
public static class Queues
{
    /// <summary>Takes <see cref="Contracts.ApplyUser"/>.</summary>
    public const string ApplyUser = "apply-user";

    /// <summary>Takes <see cref="SyncErrorRaised"/> and <see cref="SyncErrorResolved"/>.</summary>
    public const string NotifySyncErrors = "notify-sync-errors";

    /// <summary>Takes <see cref="Contracts.SendInvite"/>.</summary>
    public const string SendInvite = "send-invite";

    /// <summary>Where the broker itself puts a message that was returned too often: a message that keeps killing its worker.</summary>
    public const string DeadLetters = "dead-letters";

    /// <summary>The queues that workers consume.</summary>
    public static IReadOnlyList<string> Work { get; } = [ApplyUser, NotifySyncErrors, SendInvite];

    /// <summary>Where MassTransit puts the messages of a work queue whose consumer failed.</summary>
    /// <param name="workQueue">One of <see cref="Work"/>.</param>
    /// <returns>The queue's name.</returns>
    public static string ErrorQueueOf(string workQueue) => workQueue + "_error";

    /// <summary>Where MassTransit puts the messages of a work queue that no consumer of it understands.</summary>
    /// <param name="workQueue">One of <see cref="Work"/>.</param>
    /// <returns>The queue's name.</returns>
    public static string SkippedQueueOf(string workQueue) => workQueue + "_skipped";
}
