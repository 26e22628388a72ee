using System.Collections.Concurrent;
using Blink.Pipeline.Ingress.Relay;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.Testing;
using MassTransit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Blink.Pipeline.Ingress.Tests.Relay;

/// <summary>A broker that confirms less in time than a full batch is not given the same messages over and over.</summary>
public sealed class SlowBrokerTests
{
    const int Rows = 500;
    const int ConfirmedInTime = 40;

    static readonly OutboxRelayOptions Options = new()
    {
        PublishTimeout = TimeSpan.FromMilliseconds(200),
        PollInterval = TimeSpan.FromMilliseconds(10),
    };

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_outbox_is_emptied_with_few_messages_published_twice()
    {
        await using var database = await TestDatabase.CreateAsync();
        await AddRowsAsync(database);
        // The deadline tells the batches apart.
        var batches = new ConcurrentDictionary<CancellationToken, int>();
        var bus = Bus.Factory.CreateUsingInMemory(broker => broker.ConfigurePublish(publish => publish.UseExecuteAsync(context =>
            batches.AddOrUpdate(context.CancellationToken, 1, (_, count) => count + 1) <= ConfirmedInTime
                ? Task.CompletedTask
                : Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.CancellationToken))));
        await bus.StartAsync(Token);
        using var signal = new OutboxSignal();
        using var relay = new OutboxRelay(
            ApplyUserOutbox.Table,
            database.DataSource,
            new MessagePublisher(bus),
            signal,
            Microsoft.Extensions.Options.Options.Create(Options),
            TimeProvider.System,
            NullLogger<OutboxRelay>.Instance);

        await relay.StartAsync(Token);
        await Eventually.HoldsAsync(async () => await OutboxAsync(database) == 0);
        await relay.StopAsync(Token);
        await bus.StopAsync(Token);

        Assert.InRange(batches.Values.Max(), ConfirmedInTime + 1, Options.BatchSize);
        Assert.InRange(batches.Values.Sum(), Rows, 4 * Rows);
    }

    static async Task AddRowsAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("""
            INSERT INTO scim.outbox (organisation_id, scim_user_id, version)
            SELECT gen_random_uuid(), gen_random_uuid(), 1
            FROM generate_series(1, @count)
            """);
        await command.With("count", Rows).ExecuteNonQueryAsync(Token);
    }

    static async Task<long> OutboxAsync(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("SELECT count(*) FROM scim.outbox");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
