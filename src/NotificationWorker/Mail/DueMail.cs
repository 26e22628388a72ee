using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.Mail;

/// <summary>Which mails are due, for every kind of them.</summary>
static class DueMail
{
    /// <summary>
    /// True of a row that is due. One that is due later than any may be got its time from a worker whose clock was ahead; it is due at
    /// once, or it would wait until the true time has caught up. The database's clock keeps a worker whose own is behind from taking
    /// what others hold.
    /// </summary>
    public const string Condition = "(next_attempt_at <= @now OR next_attempt_at > greatest(@now, clock_timestamp()) + @longest_wait)";

    /// <summary>Adds what <see cref="Condition"/> asks for, and <c>@lease_end</c>, until when a mail is held that is taken now.</summary>
    public static NpgsqlCommand WithDueAt(this NpgsqlCommand command, DateTimeOffset now, OutgoingMailOptions options) =>
        command.With("now", now).With("longest_wait", options.LongestWait).With("lease_end", now + options.Lease);
}
