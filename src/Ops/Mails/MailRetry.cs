using Blink.Pipeline.Ops.Digests;
using Blink.Pipeline.Ops.Invites;
using Blink.Pipeline.Ops.Organisations;
using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.Ops.Mails;

/// <summary>Sends a failed mail again: a digest by <see cref="DigestRetry"/>, an invite by pressing once more; both are audited there.</summary>
sealed class MailRetry(
    NpgsqlDataSource dataSource, MailReader mails, DigestRetry digests, OrganisationStore organisations, ResendInvite invites)
{
    /// <summary>Asks for it.</summary>
    /// <param name="id">The mail.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="cancellationToken">Stops it; nothing is asked then.</param>
    /// <returns>The mail as it was.</returns>
    /// <exception cref="OpsException">There is none, it has not failed, or it is an alert, which goes out by itself.</exception>
    public async Task<OutgoingMail> AskAsync(Guid id, string actor, CancellationToken cancellationToken)
    {
        var mail = await mails.FindAsync(id, cancellationToken);
        if (mail.Kind == OutgoingMail.Digest)
            await digests.AskAsync(id, actor, cancellationToken);
        else if (mail.Status != "failed")
            throw new OpsException($"Mail {id} is {mail.Status}, and only a failed one can be sent again{(mail.Status == "superseded" ? ": a later invite took its place" : "")}.");
        else if (mail.Kind == OutgoingMail.Alert)
            throw new OpsException($"Alert {id} was refused by the SMTP server; it goes out by itself once the address is corrected: 'organisations set --notification-email'.");
        else
            await PressAsync(mail, actor, cancellationToken);
        return mail;
    }

    async Task PressAsync(OutgoingMail invite, string actor, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT account_id FROM operations.invites WHERE id = @id").With("id", invite.Id);
        var account = await command.ReadAsync(row => row.GetGuid(0), cancellationToken);
        var organisation = await organisations.FindAsync(invite.OrganisationId.ToString(), cancellationToken);
        await invites.PressAsync(organisation, account.Single().ToString(), actor, cancellationToken);
    }
}
