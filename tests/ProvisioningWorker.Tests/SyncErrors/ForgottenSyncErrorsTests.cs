using Blink.Pipeline.Platform.Purging;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.ProvisioningWorker.Tests.SyncErrors;

public sealed class ForgottenSyncErrorsTests : IAsyncLifetime
{
    readonly ProvisioningDatabase database = new();
    readonly SyncErrorsOptions options = new();

    static CancellationToken Token => TestContext.Current.CancellationToken;

    PurgeRun Purge => new(
        [ForgottenSyncErrors.Purge(new ServiceCollection().AddSingleton(Options.Create(options)).BuildServiceProvider())],
        database.DataSource,
        Options.Create(new PurgeOptions { BatchSize = 2 }),
        database.Time,
        NullLogger<PurgeRun>.Instance);

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_resolved_error_is_kept_for_its_history_and_then_deleted()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await database.SyncAsync(organisation, user, new());
        await database.SyncAsync(organisation, user, new("ada@x.test"));

        database.Time.Advance(options.History);
        Assert.Equal(0, await Purge.RunOnceAsync(Token));
        database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Purge.RunOnceAsync(Token));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task An_error_does_not_end_before_it_began_though_the_clock_was_set_back()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await database.SyncAsync(organisation, user, new());
        database.Time.AdjustTime(database.Time.GetUtcNow() - TimeSpan.FromHours(1));
        await database.SyncAsync(organisation, user, new("ada@x.test"));

        await using var count = database.DataSource.CreateCommand("SELECT count(*) FROM provisioning.sync_errors WHERE resolved_at >= raised_at");
        Assert.Equal(1L, await count.ExecuteScalarAsync(Token));
    }

    [Fact]
    public async Task An_open_error_is_kept_however_old_it_is()
    {
        var (organisation, user) = (await database.OrganisationAsync(), Guid.NewGuid());
        await database.SyncAsync(organisation, user, new());
        database.Time.Advance(options.History * 10);

        Assert.Equal(0, await Purge.RunOnceAsync(Token));
        Assert.Equal(["error no_identifier"], await database.OpenErrorsAsync(user));
    }

    [Fact]
    public async Task Everything_that_is_too_old_goes_though_a_batch_holds_less_and_other_workers_purge_as_well()
    {
        var organisation = await database.OrganisationAsync();
        for (var i = 0; i < 9; i++)
        {
            var user = Guid.NewGuid();
            await database.SyncAsync(organisation, user, new());
            await database.SyncAsync(organisation, user, new($"ada{i}@x.test"));
        }
        database.Time.Advance(options.History + TimeSpan.FromDays(1));

        var purged = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Purge.RunOnceAsync(Token)));

        Assert.Equal(9, purged.Sum() + await Purge.RunOnceAsync(Token));
        Assert.Equal(0, await CountAsync());
    }

    [Theory]
    [InlineData("29.23:59:59", false)]
    [InlineData("30.00:00:00", true)]
    public void The_history_is_at_least_as_long_as_Entra_s(string history, bool valid) =>
        Assert.Equal(valid, new SyncErrorsOptionsValidator().Validate(null, new() { History = TimeSpan.Parse(history, null) }).Succeeded);

    Task<long> CountAsync() => database.ScalarAsync<long>("SELECT count(*) FROM provisioning.sync_errors");
}
