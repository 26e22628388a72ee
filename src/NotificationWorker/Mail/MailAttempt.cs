using System.Diagnostics;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Telemetry;
using MimeKit;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>One attempt at one mail: connect, compose, send, record.</summary>
sealed class MailAttempt<TTaken>(IOutgoingMails<TTaken> mails, TimeProvider timeProvider, ILogger<MailAttempt<TTaken>> logger)
    where TTaken : TakenMail
{
    const int MaxWords = 500;

    /// <summary>
    /// Makes the attempt. It does not stop with the process: a mail that is handed over is also recorded, or it would be sent twice.
    /// </summary>
    /// <param name="taken">The mail, held under its lease.</param>
    /// <param name="session">The connection, opened when it is needed.</param>
    /// <returns>What became of the mail.</returns>
    public async Task<MailOutcome> MakeAsync(TTaken taken, MailSession session)
    {
        var started = timeProvider.GetTimestamp();
        using var span = PipelineTelemetry.Source.StartActivity($"send {mails.Kind}", ActivityKind.Client)
            ?.SetTag(SpanTags.Organisation, $"{taken.OrganisationId}").SetTag("blink.mail.id", $"{taken.Id}").SetTag("blink.mail.attempt", taken.Attempt);
        using var deadline = new CancellationTokenSource();
        await using var timer = timeProvider.CreateTimer(_ => deadline.Cancel(), null, mails.Options.Lease / 2, Timeout.InfiniteTimeSpan);
        var outcome = await DeliverAsync(taken, session, deadline.Token);
        span?.SetTag("blink.outcome", $"{outcome}".ToLowerInvariant());
        NotificationMetrics.Attempted(mails.Kind, outcome, timeProvider.GetElapsedTime(started));
        return outcome;
    }

    async Task<MailOutcome> DeliverAsync(TTaken taken, MailSession session, CancellationToken deadline)
    {
        // Connected first: while the server is away, nothing is composed in vain.
        if (await session.ConnectAsync(deadline) is { } unreachable)
            return await RecordFailureAsync(taken, unreachable);
        byte[]? bytes;
        try
        {
            bytes = taken.Message ?? await mails.ComposeAsync(taken, deadline);
        }
        catch (Exception exception) when (!PostgresErrors.IsTransient(exception))
        {
            logger.MailNotComposed(mails.Kind, taken.Id, taken.OrganisationId, exception);
            return await RecordFailureAsync(taken, new(MailFailureKind.Deferred, false, null, $"not composed: {exception.GetType().Name}"));
        }
        if (bytes is null)
        {
            logger.MailEmpty(mails.Kind, taken.Id, taken.OrganisationId);
            return MailOutcome.Empty;
        }
        return await SendAsync(taken, bytes, session, deadline);
    }

    async Task<MailOutcome> SendAsync(TTaken taken, byte[] bytes, MailSession session, CancellationToken deadline)
    {
        using var stream = new MemoryStream(bytes);
        // Persistent: its parts stay where they are, in the bytes.
        using var message = await MimeMessage.LoadAsync(stream, persistent: true, deadline);
        var failure = message.To.Count == 0
            ? new(MailFailureKind.Refused, false, null, "The address cannot be read as an e-mail address.")
            : await session.SendAsync(message, deadline);
        return failure is null ? await RecordSentAsync(taken) : await RecordFailureAsync(taken, failure);
    }

    async Task<MailOutcome> RecordSentAsync(TTaken taken)
    {
        if (await mails.RecordSentAsync(taken, CancellationToken.None))
            logger.MailSent(mails.Kind, taken.Id, taken.OrganisationId, taken.Attempt);
        else
            logger.LeaseLost(mails.Kind, taken.Id, taken.Attempt);
        return MailOutcome.Sent;
    }

    async Task<MailOutcome> RecordFailureAsync(TTaken taken, MailFailure failure)
    {
        if (failure.Misconfigured)
            logger.SmtpMisconfigured(failure.Kind.ToString(), failure.Status);
        // An earlier attempt may have arrived: what this one surely did not do does not undo that.
        var uncertain = failure.Kind == MailFailureKind.Uncertain || (failure.Kind == MailFailureKind.Deferred && taken.Message is not null);
        var words = SafeText.Line(failure.Words, MaxWords);
        if (failure.Kind == MailFailureKind.Refused)
        {
            await mails.RecordFailedAsync(taken, words, CancellationToken.None);
            logger.MailFailed(mails.Kind, taken.Id, taken.OrganisationId, failure.Status);
            return MailOutcome.Failed;
        }
        var next = timeProvider.GetUtcNow() + mails.Options.Waits.WaitAfter(taken.Attempt, Random.Shared);
        await (uncertain
            ? mails.RecordUncertainAsync(taken, words, next, CancellationToken.None)
            : mails.RecordDeferredAsync(taken, words, next, CancellationToken.None));
        logger.MailWaits(mails.Kind, taken.Id, taken.OrganisationId, taken.Attempt, failure.Kind.ToString(), failure.Status, next);
        return uncertain ? MailOutcome.Uncertain : MailOutcome.Deferred;
    }
}
