using Blink.Pipeline.Contracts;
using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Ingress.History;
using Blink.Pipeline.NotificationWorker.History;
using Blink.Pipeline.Ops.History;
using Blink.Pipeline.ProvisioningWorker.History;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Blink.Pipeline.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.Journeys.Soak;

/// <summary>Two days of Entra's cycles of 40 minutes, in a minute: nothing is left over that grows from one to the next.</summary>
[Collection(Alone.Name)]
public sealed class SoakTests : IAsyncLifetime
{
    const int Cycles = 72;
    const int SettledIn = 12;
    const int People = 16;
    const int JoinersAndLeavers = 2;
    const string Reception = "ask the reception";

    static readonly TimeSpan Cycle = TimeSpan.FromMinutes(40);

    // Six cycles: what two days are to the real ones.
    static readonly TimeSpan History = TimeSpan.FromHours(4);

    // Purges run once an hour, so a cycle sees one more or one less of what ends.
    const double Slack = 1.25;
    const int SlackRows = 12;

    // Kept for two days of buckets of ten minutes, which two days of cycles do not fill; and for a day and the hour until it is purged,
    // one for each step of the clock.
    static readonly Dictionary<string, long> OwnBounds = new()
    {
        ["table scim.request_counts"] = 2 * 24 * 6,
        ["table operations.overview_samples"] = 25 * 12,
    };

    readonly FakeTimeProvider clock = new(TimeProvider.System.GetUtcNow());
    readonly Dictionary<int, Guid> present = [];
    readonly Pipeline pipeline;
    Organisation contoso = null!;
    int invites;

    public SoakTests() => pipeline = new()
    {
        Replace = Replace,
        OwnSettings = new()
        {
            // The clock runs faster than the broker, which answers in its own time.
            ["OutboxRelay:PublishTimeout"] = "00:01:00",
            ["Logging:LogLevel:Default"] = "None",
        },
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await pipeline.InitializeAsync();
        await pipeline.ServeOpsAsync();
        contoso = await pipeline.OrganisationAsync("Contoso");
    }

    public ValueTask DisposeAsync() => pipeline.DisposeAsync();

    [Fact]
    public async Task After_72_cycles_no_table_queue_or_process_holds_more_than_after_12()
    {
        using var series = new MetricSeries();
        Footprint? early = null;
        for (var cycle = 1; cycle <= Cycles; cycle++)
        {
            await RunCycleAsync(cycle);
            if (cycle == SettledIn)
                early = await Footprint.OfAsync(pipeline, series);
        }

        AssertBounded(early!, await Footprint.OfAsync(pipeline, series));
        Assert.InRange(invites, People / 2, int.MaxValue);
    }

    static void AssertBounded(Footprint early, Footprint late)
    {
        var grown = late.Counts
            .Where(count => count.Value > OwnBounds.GetValueOrDefault(count.Key, (long)(early.Counts.GetValueOrDefault(count.Key) * Slack) + SlackRows))
            .Select(count => $"{count.Key}: {early.Counts.GetValueOrDefault(count.Key)}, then {count.Value}");
        Assert.Empty(grown);
        // What is to be empty between two cycles is empty.
        Assert.All(late.Counts.Where(count => count.Key.StartsWith("queue ", StringComparison.Ordinal) || count.Key.EndsWith(".outbox", StringComparison.Ordinal)),
            count => Assert.Equal(0, count.Value));
        // The cycles did leave something to be forgotten, or this has shown nothing.
        Assert.InRange(early.Counts["table scim.users"], People, long.MaxValue);
        Assert.All(new[] { "provisioning.sync_errors", "notification.digests" }, table => Assert.InRange(early.Counts[$"table {table}"], 1, long.MaxValue));
        Assert.InRange(late.ManagedBytes, 0, (long)(early.ManagedBytes * 1.5) + 16_000_000);
    }

    async Task RunCycleAsync(int cycle)
    {
        await ChangeAsync(cycle);
        await SettleAsync();
        if (cycle % 3 == 0)
            await OperateAsync(cycle);
        // In steps, as time passes: what is due in between finds its moment.
        for (var minute = 0; minute < Cycle.TotalMinutes; minute += 5)
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            await Task.Yield();
        }
        await SettleAsync();
    }

    // People come and go and come again; some change; one has the address of another, and one a number that is none, until the next cycle.
    async Task ChangeAsync(int cycle)
    {
        var leaving = Enumerable.Range(0, JoinersAndLeavers).Select(number => Person(cycle, number)).Where(present.ContainsKey).ToList();
        foreach (var person in leaving)
        {
            await contoso.DeleteAsync(present[person]);
            present.Remove(person);
        }
        await SettleAsync();
        foreach (var person in Enumerable.Range(0, People).Where(person => !present.ContainsKey(person) && !leaving.Contains(person)))
            present[person] = await contoso.CreateAsync(Address(person));
        var someone = present.Keys.Order().First();
        var other = present.Keys.Order().Last();
        await contoso.PatchAsync(present[someone], "Replace", "title", $"Title {cycle}");
        await contoso.PatchAsync(present[other], "Replace", "emails[type eq \"work\"].value", Address(cycle % 2 == 0 ? someone : other));
        await contoso.PatchAsync(present[someone], "Replace", "phoneNumbers[type eq \"mobile\"].value", cycle % 2 == 0 ? Reception : "+44 7700 900001");
    }

    // Operators invite somebody, and give up a message that nobody can read.
    async Task OperateAsync(int cycle)
    {
        var invited = (await contoso.AccountsAsync("CASE WHEN active AND email IS NOT NULL THEN account_id END")).OfType<string>().ToList();
        // Whoever was invited within the last minute by our clock, which hardly moves, is not invited again.
        var (code, _, _) = await pipeline.TryOpsAsync("invites", "resend", invited[cycle / 3 % invited.Count], "--organisation", contoso.Name);
        invites += code == 0 ? 1 : 0;
        await pipeline.Broker.PublishAsync(Queues.ApplyUser, "{ poison");
        await Eventually.HoldsAsync(async () => Assert.NotEqual(0, await ScalarAsync("SELECT count(*) FROM operations.dead_letters WHERE status = 'waiting'")));
        await pipeline.OpsAsync("dead-letters", "discard", "--all", "--reason", "soak");
    }

    /// <summary>Lets time pass, second by second, until everything that was asked for is done and told.</summary>
    Task SettleAsync() => Eventually.HoldsAsync(async () =>
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await ScalarAsync("""
            SELECT
                (SELECT count(*)
                FROM scim.desired_users AS desired
                LEFT JOIN provisioning.user_states AS state USING (scim_user_id)
                WHERE state.version IS DISTINCT FROM desired.version)
                + (SELECT count(*) FROM scim.outbox)
                + (SELECT count(*) FROM provisioning.outbox)
                + (SELECT count(*) FROM operations.outbox)
                + (SELECT count(*) FROM notification.untold)
                + (SELECT count(*) FROM notification.digests WHERE finished_at IS NULL)
                + (SELECT count(*) FROM notification.invitations WHERE finished_at IS NULL)
            """));
        Assert.All(await pipeline.Broker.CountAsync(Queues.Work), queue => Assert.Equal(0u, queue.Value));
    }, TimeSpan.FromSeconds(60));

    async Task<long> ScalarAsync(string sql)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = pipeline.Database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }

    static int Person(int cycle, int number) => ((cycle * JoinersAndLeavers) + number) % People;

    static string Address(int person) => $"person{person}@contoso.example";

    // Options that are shorter than a program lets itself be told: a history of 30 days does not end within two.
    void Replace(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
        services.AddSingleton(Options.Create(new UserHistoryOptions { DeletedUsers = History, Versions = History }));
        services.AddSingleton(Options.Create(new DecisionHistoryOptions { Versions = History }));
        services.AddSingleton(Options.Create(new AsyncRequestOptions { Retention = History }));
        services.AddSingleton(Options.Create(new SyncErrorsOptions { History = History }));
        services.AddSingleton(Options.Create(new MailHistoryOptions { Mails = History }));
        services.AddSingleton(Options.Create(new OperationsHistoryOptions { DeadLetters = History, Invites = History, Audit = History }));
    }
}
