using System.Text.Json;
using Blink.Pipeline.NotificationWorker.Mail;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.NotificationWorker.SyncAlerts;

/// <summary>Fixes the mail of an alert. It is committed before anything is sent.</summary>
sealed class AlertContents(NpgsqlDataSource dataSource, AlertMail mail)
{
    const string HoldSql = """
        SELECT
            alert.kind,
            alert.facts::text,
            alert.opened_at,
            organisation.name,
            trim(organisation.notification_email)
        FROM notification.sync_alerts AS alert
        JOIN operations.organisations AS organisation ON organisation.id = alert.organisation_id
        WHERE alert.id = @id
            AND alert.attempts = @attempt
            AND alert.status = 'pending'
            AND alert.closed_at IS NULL
            AND trim(organisation.notification_email) <> ''
        FOR UPDATE OF alert
        """;

    const string SaveSql = """
        UPDATE notification.sync_alerts
        SET
            status = 'sending',
            recipient = @recipient,
            message_id = @message_id,
            message = @message
        WHERE id = @id
        """;

    /// <summary>Composes the mail of an alert that is still open.</summary>
    /// <param name="taken">The alert.</param>
    /// <param name="cancellationToken">Stops it; nothing is fixed then.</param>
    /// <returns>The mail's bytes; null: it is over, nobody is to be told, or the lease was lost.</returns>
    public async Task<byte[]?> ComposeAsync(TakenAlert taken, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var held = (await Command(HoldSql, connection, taken).ReadAsync(
            row => (View: ReadView(row), Recipient: row.GetString(4)), cancellationToken)).SingleOrDefault();
        if (held.View is null)
            return null;
        using var message = await mail.ComposeAsync(taken, held.Recipient, held.View);
        var bytes = await MailEnvelope.BytesOfAsync(message, cancellationToken);
        await using var save = Command(SaveSql, connection, taken)
            .With("recipient", held.Recipient).With("message_id", message.MessageId).With("message", bytes);
        await save.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return bytes;
    }

    static AlertView ReadView(NpgsqlDataReader row) => AlertView.Of(
        SyncAlertStore.KindOf(row.GetString(0)),
        JsonSerializer.Deserialize<AlertFacts>(row.GetString(1), JsonSerializerOptions.Web)!,
        row.GetFieldValue<DateTimeOffset>(2),
        row.GetString(3));

    static NpgsqlCommand Command(string sql, NpgsqlConnection connection, TakenAlert taken) =>
        new NpgsqlCommand(sql, connection).With("id", taken.Id).With("attempt", taken.Attempt);
}
