using Blink.Pipeline.NotificationWorker.Tests.Fixtures;

namespace Blink.Pipeline.NotificationWorker.Tests.SyncErrors;

/// <summary>A user whose reason changes has one error after the other: the organisation is told of the newest, and that it is over once it is.</summary>
public sealed class NewestReasonTests : IAsyncLifetime
{
    readonly Guid user = Guid.NewGuid();
    NotificationFixture fixture = null!;
    NotificationFixture.Instance worker = null!;
    Guid organisation;

    public async ValueTask InitializeAsync()
    {
        fixture = await NotificationFixture.CreateAsync();
        worker = fixture.NewInstance();
        organisation = await fixture.AddOrganisationAsync();
    }

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task A_new_reason_is_told_and_the_old_one_is_not_told_to_be_resolved()
    {
        var old = await RaiseAsync();
        await MailAsync();
        await fixture.ResolveAsync(old);
        await RaiseAsync();
        await MailAsync();

        Assert.Equal((1, 0), await ToldAsync());
    }

    [Fact]
    public async Task When_the_new_reason_is_over_it_is_told_once()
    {
        var old = await RaiseAsync();
        await MailAsync();
        await fixture.ResolveAsync(old);
        var newest = await RaiseAsync();
        await MailAsync();
        await fixture.ResolveAsync(newest);
        await MailAsync();
        Assert.Equal((0, 1), await ToldAsync());

        var mails = fixture.Smtp.Received.Count;
        await MailAsync();
        Assert.Equal(mails, fixture.Smtp.Received.Count);
    }

    [Fact]
    public async Task When_the_new_reason_is_over_before_it_was_told_the_old_one_is_told_to_be_resolved()
    {
        var old = await RaiseAsync();
        await MailAsync();
        await fixture.ResolveAsync(old);
        await fixture.ResolveAsync(await RaiseAsync());
        await MailAsync();

        Assert.Equal((0, 1), await ToldAsync());
    }

    [Fact]
    public async Task A_warning_says_nothing_about_an_error()
    {
        var error = await RaiseAsync();
        await MailAsync();
        await fixture.ResolveAsync(error);
        await RaiseAsync("warning");
        await MailAsync();

        Assert.Equal((0, 1), await ToldAsync());
    }

    async Task<Guid> RaiseAsync(string severity = "error")
    {
        fixture.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = await fixture.RaiseAsync(organisation, severity);
        await fixture.ExecuteAsync("UPDATE provisioning.sync_errors SET scim_user_id = @user WHERE id = @id", ("user", user), ("id", id));
        return id;
    }

    async Task MailAsync()
    {
        await worker.SweepAsync();
        await worker.RunOnceAsync();
        fixture.Clock.Advance(TimeSpan.FromDays(1));
        await worker.RunOnceAsync();
    }

    /// <summary>How many errors and resolutions the last mail told.</summary>
    async Task<(int Errors, int Resolved)> ToldAsync()
    {
        var last = (await fixture.OverviewAsync())[^1];
        return (last.Errors, last.Resolved);
    }
}
