using Blink.Pipeline.Ops.Audit;
using Npgsql;

namespace Blink.Pipeline.Ops.Access;

/// <summary>Audit records of what changes nothing else: who came in, who was refused, who looked at people.</summary>
sealed class AccessAudit(NpgsqlDataSource dataSource, AuditLog audit)
{
    /// <summary>Writes one record.</summary>
    public async Task RecordAsync(string actor, string action, string subject, object details, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(audit.Record(actor, action, subject, details));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
