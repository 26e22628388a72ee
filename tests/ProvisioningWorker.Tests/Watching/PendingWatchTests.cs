using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.ProvisioningWorker.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Blink.Pipeline.ProvisioningWorker.Tests.Watching;

public sealed class PendingWatchTests : IAsyncLifetime
{
    readonly ProvisioningDatabase database = new();
    Guid organisation;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    DateTimeOffset Now => database.Time.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        organisation = await database.OrganisationAsync();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Who_is_behind_counts_and_the_oldest_says_for_how_long()
    {
        using var watch = Watch();
        Assert.Equal(new PendingUsers(0, TimeSpan.Zero), await watch.RunOnceAsync(Token));

        await AddAsync(Now.AddMinutes(-3), version: 1, decided: null);
        await AddAsync(Now.AddMinutes(-9), version: 5, decided: 4);
        await AddAsync(Now.AddMinutes(-20), version: 2, decided: 2);
        using var started = Watch();

        Assert.Equal(new PendingUsers(2, TimeSpan.FromMinutes(9)), await started.RunOnceAsync(Token));
    }

    [Fact]
    public async Task A_change_between_two_looks_is_seen_by_the_next_and_no_longer_when_it_is_decided_on()
    {
        using var watch = Watch();
        await watch.RunOnceAsync(Token);
        database.Time.Advance(TimeSpan.FromMinutes(5));
        var user = await AddAsync(Now.AddSeconds(-2), version: 1, decided: null);
        Assert.Equal(new PendingUsers(1, TimeSpan.FromSeconds(2)), await watch.RunOnceAsync(Token));

        await DecideAsync(user, 1);

        Assert.Equal(0, (await watch.RunOnceAsync(Token)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task Who_stays_behind_is_not_forgotten_however_many_there_are(int mostStragglers)
    {
        using var watch = Watch(mostStragglers);
        var users = new List<Guid>();
        for (var minutes = 10; minutes > 0; minutes--)
            users.Add(await AddAsync(Now.AddMinutes(-minutes), version: 1, decided: null));
        for (var left = users.Count; left > 0; left--)
        {
            var found = await watch.RunOnceAsync(Token);
            Assert.Equal((left, true), ((int)found.Count, found.OldestAge >= TimeSpan.FromMinutes(left)));
            database.Time.Advance(TimeSpan.FromSeconds(5));
            await DecideAsync(users[^left], 1);
        }

        Assert.Equal(0, (await watch.RunOnceAsync(Token)).Count);
    }

    [Fact]
    public async Task Who_is_behind_and_changes_again_counts_once()
    {
        using var watch = Watch();
        var user = await AddAsync(Now.AddMinutes(-10), version: 1, decided: null);
        await watch.RunOnceAsync(Token);
        await ExecuteAsync("UPDATE scim.users SET version = 2, last_modified = @at WHERE id = @id", ("at", Now), ("id", user));

        Assert.Equal(new PendingUsers(1, TimeSpan.Zero), await watch.RunOnceAsync(Token));
    }

    [Fact]
    public async Task What_no_look_in_between_would_find_is_found_after_an_hour()
    {
        using var watch = Watch();
        var user = await AddAsync(Now.AddDays(-3), version: 1, decided: 1);
        await watch.RunOnceAsync(Token);
        await ExecuteAsync("DELETE FROM provisioning.user_states WHERE scim_user_id = @id", ("id", user));
        Assert.Equal(0, (await watch.RunOnceAsync(Token)).Count);

        database.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, (await watch.RunOnceAsync(Token)).Count);
    }

    PendingWatch Watch(int mostStragglers = 1_000) =>
        new(database.DataSource, new ProvisioningMetrics(), database.Time, NullLogger<PendingWatch>.Instance) { MostStragglers = mostStragglers };

    async Task<Guid> AddAsync(DateTimeOffset changedAt, long version, long? decided)
    {
        var id = Guid.CreateVersion7(changedAt);
        await ExecuteAsync(
            """
            INSERT INTO scim.users (organisation_id, id, version, created_at, last_modified, user_name, user_name_key, document)
            VALUES (@organisation, @id, @version, @at, @at, @id::text, @id::text, '{}')
            """,
            ("organisation", organisation), ("id", id), ("version", version), ("at", changedAt));
        if (decided is { } state)
            await DecideAsync(id, state);
        return id;
    }

    Task DecideAsync(Guid user, long version) => ExecuteAsync(
        """
        INSERT INTO provisioning.user_states (scim_user_id, organisation_id, version, outcome, decision, decided_at)
        VALUES (@id, @organisation, @version, 'applied', 'create', @at)
        """,
        ("id", user), ("organisation", organisation), ("version", version), ("at", Now));

    async Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters)
    {
#pragma warning disable CA2100 // The test's own constants.
        await using var command = database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.With(name, value);
        await command.ExecuteNonQueryAsync(Token);
    }
}
