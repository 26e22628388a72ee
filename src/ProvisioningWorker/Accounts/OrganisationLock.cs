using Blink.Pipeline.Platform.Database;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>
/// Whoever decides on accounts of an organisation holds its lock until the commit: two decisions of one organisation never interleave,
/// in however many workers. Accounts of other organisations are read <c>FOR SHARE</c> instead.
/// </summary>
static class OrganisationLock
{
    // All in one order, so that two groups never wait for each other.
    const string Sql = """
        SELECT pg_advisory_xact_lock(hashtextextended(organisation_id::text, 0))
        FROM unnest(@organisations) AS organisation_id
        """;

    public static NpgsqlBatchCommand Take(IEnumerable<Guid> organisations) =>
        new NpgsqlBatchCommand(Sql).With("organisations", organisations.Distinct().Order().ToArray());
}
