using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.Authentication;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Http;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using Microsoft.Extensions.DependencyInjection;

namespace Blink.Pipeline.Journeys.Soak;

/// <summary>What the pipeline takes up at a moment: rows, messages, what the processes hold in memory.</summary>
/// <param name="Counts">By name: every table, every queue, every collection that could grow.</param>
/// <param name="ManagedBytes">What is left after a full collection.</param>
sealed record Footprint(IReadOnlyDictionary<string, long> Counts, long ManagedBytes)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Takes it.</summary>
    /// <param name="pipeline">The pipeline, at rest.</param>
    /// <param name="series">The metric series seen so far.</param>
    public static async Task<Footprint> OfAsync(Pipeline pipeline, MetricSeries series)
    {
        var counts = new Dictionary<string, long>();
        foreach (var table in await TablesAsync(pipeline))
            counts[$"table {table}"] = await RowsAsync(pipeline, table);
        var queues = (await pipeline.Broker.QueuesAsync()).Select(queue => queue.Name);
        foreach (var (queue, messages) in await pipeline.Broker.CountAsync(queues))
            counts[$"queue {queue}"] = messages;
        counts["ingress: tokens remembered"] = pipeline.IngressServices.GetRequiredService<TokenCache>().Count;
        counts["ingress: requests that wait for an outcome"] = pipeline.IngressServices.GetRequiredService<OutcomeWait>().Count;
        counts["ingress: changes that wait for their group"] = pipeline.IngressServices.GetRequiredService<DesiredStateStore>().WaitingCount;
        counts["ingress: requests under way"] = pipeline.IngressServices.GetRequiredService<RequestsUnderWay.Number>().Count;
        counts["worker: commands that wait for their group"] =
            pipeline.WorkerServices.GetRequiredService<GroupCommit<ApplyUserItem, ApplyResult>>().WaitingCount;
        counts["metric series"] = series.Count;
        return new(counts, GC.GetTotalMemory(forceFullCollection: true));
    }

    // From the catalogue, so that a table that is new is not forgotten.
    static async Task<List<string>> TablesAsync(Pipeline pipeline)
    {
        await using var command = pipeline.Database.DataSource.CreateCommand("""
            SELECT quote_ident(table_schema) || '.' || quote_ident(table_name)
            FROM information_schema.tables
            WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
            """);
        return await command.ReadAsync(row => row.GetString(0), Token);
    }

    static async Task<long> RowsAsync(Pipeline pipeline, string table)
    {
#pragma warning disable CA2100 // Names of tables cannot be parameters; these are from the catalogue.
        await using var command = pipeline.Database.DataSource.CreateCommand($"SELECT count(*) FROM {table}");
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
