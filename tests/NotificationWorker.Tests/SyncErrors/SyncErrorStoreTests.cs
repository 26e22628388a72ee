using Blink.Pipeline.NotificationWorker.Tests.Fixtures;

namespace Blink.Pipeline.NotificationWorker.Tests.SyncErrors;

public sealed class SyncErrorStoreTests : IAsyncLifetime
{
    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        worker = fixture.NewInstance();
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task The_sweep_finds_what_no_event_told_of_and_finds_it_once()
    {
        var organisation = await fixture.AddOrganisationAsync();
        var error = await fixture.RaiseAsync(organisation);

        Assert.Equal(1, await worker.SweepAsync());
        Assert.Equal(0, await worker.SweepAsync());
        await fixture.ResolveAsync(error);
        Assert.Equal(1, await worker.SweepAsync());
        Assert.Equal(0, await worker.SweepAsync());
    }

    [Fact]
    public async Task Taking_in_again_changes_nothing()
    {
        var error = await fixture.RaiseAsync(await fixture.AddOrganisationAsync());

        Assert.Equal(1, await worker.SyncErrors.TakeInAsync(error, Token));
        Assert.Equal(0, await worker.SyncErrors.TakeInAsync(error, Token));
        Assert.Equal("waiting", await fixture.MailingOfAsync(error));
    }

    [Fact]
    public async Task What_the_provisioning_worker_forgets_is_forgotten()
    {
        var organisation = await fixture.AddOrganisationAsync(address: null);
        await fixture.RaiseAsync(organisation);
        await worker.SweepAsync();
        await worker.RunOnceAsync();

        await fixture.ExecuteAsync("DELETE FROM provisioning.sync_errors");
        await worker.SweepAsync();
        await fixture.SetAddressAsync(organisation, "it@contoso.example");
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        await worker.RunOnceAsync();

        Assert.Empty(fixture.Smtp.Received);
        Assert.Empty(await fixture.OverviewAsync());
    }
}
