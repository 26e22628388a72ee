namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>
/// One kind of mail that waits in the database. A mail is handed out under a lease, and what became of it is recorded under the
/// attempt's number: one whose lease ran out changes nothing any more.
/// </summary>
/// <typeparam name="TTaken">A mail of this kind, handed out.</typeparam>
interface IOutgoingMails<TTaken>
    where TTaken : TakenMail
{
    /// <summary>What it is called in logs and metrics, in lower case.</summary>
    string Kind { get; }

    /// <summary>When it is tried.</summary>
    OutgoingMailOptions Options { get; }

    /// <summary>Makes due whatever waits for more than its time.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task that ends when that is committed.</returns>
    Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes one mail that is due and that no other worker holds.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The mail, or null when none is due.</returns>
    Task<TTaken?> TakeDueAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Fixes what the mail says, and commits it before anything is sent: a crash afterwards sends the same mail again, and a crash
    /// before leaves everything as it was.
    /// </summary>
    /// <param name="taken">The mail, which has no bytes yet.</param>
    /// <param name="cancellationToken">Stops it; nothing is fixed then.</param>
    /// <returns>The mail's bytes; null: there is nothing to mail any more, or the lease was lost.</returns>
    Task<byte[]?> ComposeAsync(TTaken taken, CancellationToken cancellationToken);

    /// <summary>The server has taken the mail.</summary>
    /// <returns>False: the lease was lost, and nothing was recorded.</returns>
    Task<bool> RecordSentAsync(TTaken taken, CancellationToken cancellationToken);

    /// <summary>The server refused the mail for good.</summary>
    /// <returns>False: the lease was lost, and nothing was recorded.</returns>
    Task<bool> RecordFailedAsync(TTaken taken, string error, CancellationToken cancellationToken);

    /// <summary>Nobody knows whether the mail arrived: the same one is sent again.</summary>
    /// <returns>False: the lease was lost, and nothing was recorded.</returns>
    Task<bool> RecordUncertainAsync(TTaken taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken);

    /// <summary>The mail surely did not arrive: it is composed anew for the next attempt.</summary>
    /// <returns>False: the lease was lost, and nothing was recorded.</returns>
    Task<bool> RecordDeferredAsync(TTaken taken, string error, DateTimeOffset nextAttemptAt, CancellationToken cancellationToken);
}
