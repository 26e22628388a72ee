using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Database;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Digests;

/// <summary>One attempt at one digest: connect, compose, send, record.</summary>
sealed class DigestAttempt(
    DigestStore store,
    DigestContents contents,
    IOptions<DigestOptions> options,
    TimeProvider timeProvider,
    ILogger<DigestAttempt> logger)
{
    const int MaxWords = 500;

    /// <summary>
    /// Makes the attempt. It does not stop with the process: a mail that is handed over is also recorded, or it would be sent twice.
    /// </summary>
    /// <param name="taken">The digest, held under its lease.</param>
    /// <param name="session">The connection, opened when it is needed.</param>
    /// <returns>What became of the digest.</returns>
    public async Task<DigestOutcome> MakeAsync(TakenDigest taken, MailSession session)
    {
        var started = timeProvider.GetTimestamp();
        using var deadline = new CancellationTokenSource();
        await using var timer = timeProvider.CreateTimer(_ => deadline.Cancel(), null, options.Value.Lease / 2, Timeout.InfiniteTimeSpan);
        var outcome = await DeliverAsync(taken, session, deadline.Token);
        var tag = new KeyValuePair<string, object?>("outcome", outcome.ToString().ToLowerInvariant());
        NotificationMetrics.Attempts.Add(1, tag);
        NotificationMetrics.Duration.Record(timeProvider.GetElapsedTime(started).TotalSeconds, tag);
        return outcome;
    }

    async Task<DigestOutcome> DeliverAsync(TakenDigest taken, MailSession session, CancellationToken deadline)
    {
        // Connected first: while the server is away, nothing is composed in vain.
        if (await session.ConnectAsync(deadline) is { } unreachable)
            return await RecordFailureAsync(taken, unreachable);
        byte[]? bytes;
        try
        {
            bytes = taken.Message ?? await contents.ComposeAsync(taken, deadline);
        }
        catch (Exception exception) when (!PostgresErrors.IsTransient(exception))
        {
            logger.DigestNotComposed(taken.Id, taken.OrganisationId, exception);
            return await RecordFailureAsync(taken, new(MailFailureKind.Deferred, false, null, $"not composed: {exception.GetType().Name}"));
        }
        if (bytes is null)
        {
            logger.DigestEmpty(taken.Id, taken.OrganisationId);
            return DigestOutcome.Empty;
        }
        return await SendAsync(taken, bytes, session, deadline);
    }

    async Task<DigestOutcome> SendAsync(TakenDigest taken, byte[] bytes, MailSession session, CancellationToken deadline)
    {
        using var stream = new MemoryStream(bytes);
        using var message = await MimeMessage.LoadAsync(stream, deadline);
        var failure = message.To.Count == 0
            ? new(MailFailureKind.Refused, false, null, "The notification address cannot be read as an e-mail address.")
            : await session.SendAsync(message, deadline);
        return failure is null ? await RecordSentAsync(taken) : await RecordFailureAsync(taken, failure);
    }

    async Task<DigestOutcome> RecordSentAsync(TakenDigest taken)
    {
        if (await store.RecordSentAsync(taken, CancellationToken.None))
            logger.DigestSent(taken.Id, taken.OrganisationId, taken.Attempt);
        else
            logger.LeaseLost(taken.Id, taken.Attempt);
        return DigestOutcome.Sent;
    }

    async Task<DigestOutcome> RecordFailureAsync(TakenDigest taken, MailFailure failure)
    {
        if (failure.Misconfigured)
            logger.SmtpMisconfigured(failure.Kind.ToString(), failure.Status);
        // An earlier attempt may have arrived: what this one surely did not do does not undo that.
        var uncertain = failure.Kind == MailFailureKind.Uncertain || (failure.Kind == MailFailureKind.Deferred && taken.Message is not null);
        var words = SafeText.Line(failure.Words, MaxWords);
        if (failure.Kind == MailFailureKind.Refused)
        {
            await store.RecordFailedAsync(taken, words, CancellationToken.None);
            logger.DigestFailed(taken.Id, taken.OrganisationId, failure.Status);
            return DigestOutcome.Failed;
        }
        var next = timeProvider.GetUtcNow() + RetryWait.After(taken.Attempt, options.Value, Random.Shared.NextDouble());
        await (uncertain
            ? store.RecordUncertainAsync(taken, words, next, CancellationToken.None)
            : store.RecordDeferredAsync(taken, words, next, CancellationToken.None));
        logger.DigestWaits(taken.Id, taken.OrganisationId, taken.Attempt, failure.Kind.ToString(), failure.Status, next);
        return uncertain ? DigestOutcome.Uncertain : DigestOutcome.Deferred;
    }
}
