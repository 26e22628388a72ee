using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.ApplyUser;
using CsCheck;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>Whoever swaps, inherits or passes on identities inside one organisation ends as the directory says, with nobody rejected.</summary>
public sealed class SwapTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    const int Cases = 200;
    const int Workers = 3;

    int runs;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(30)]
    public async Task A_ring_moves_on_though_each_change_comes_alone_and_every_one_is_rejected_before_the_last(int users)
    {
        var run = await StartAsync(users);
        for (var i = 0; i < users; i++)
            await run.SyncAsync(i, run.Email(i));

        for (var i = 0; i < users; i++)
            await run.SyncAsync(i, run.Email((i + 1) % users));

        await run.IsAsync([.. Enumerable.Range(0, users).Select(i => run.Email((i + 1) % users))]);
    }

    [Theory]
    [InlineData(40, 1)]
    [InlineData(40, 7)]
    public async Task A_ring_longer_than_one_look_moves_on_though_all_its_changes_are_known_at_once(int users, int groupSize)
    {
        var run = await StartAsync(users);
        for (var i = 0; i < users; i++)
            await run.SyncAsync(i, run.Email(i));
        var commands = new List<Contracts.ApplyUser>();
        for (var i = 0; i < users; i++)
            commands.Add(await run.WantAsync(i, run.Email((i + 1) % users)));

        foreach (var group in commands.Chunk(groupSize))
            await database.ApplyAsync(group);
        await run.SettleAsync();

        await run.IsAsync([.. Enumerable.Range(0, users).Select(i => run.Email((i + 1) % users))]);
    }

    [Fact]
    public async Task A_ring_with_one_whose_mobile_is_taken_elsewhere_moves_on_when_that_is_freed()
    {
        const string Mobile = "+44 7700 930001";
        var (run, theirs) = (await StartAsync(3), await StartAsync(1));
        for (var i = 0; i < 3; i++)
            await run.SyncAsync(i, run.Email(i));
        await theirs.SyncAsync(0, new("them@x.test", Mobile));
        for (var i = 0; i < 3; i++)
            await run.SyncAsync(i, run.Email((i + 1) % 3) with { Mobile = i == 1 ? Mobile : null });
        Assert.Equal(["email_in_use", "mobile_in_use_elsewhere", "email_in_use"], await run.ReasonsAsync());

        await theirs.SyncAsync(0, new("them@x.test"));
        await run.SettleAsync();

        await run.IsAsync(run.Email(1), run.Email(2) with { Mobile = Mobile }, run.Email(0));
    }

    [Fact]
    public async Task An_account_that_is_linked_by_employee_id_passes_its_email_on_whoever_comes_first()
    {
        foreach (var newcomerFirst in new[] { true, false })
        {
            var run = await StartAsync(2);
            await database.ImportAsync(run.Organisation, new ImportedAccount(1) { Email = run.Email(1).Email, EmployeeId = "7" });
            await run.SyncAsync(0, run.Email(2));
            var mover = await run.WantAsync(0, run.Email(1));
            var newcomer = await run.WantAsync(1, run.Email(2) with { EmployeeId = "7" });

            await database.ApplyAsync(newcomerFirst ? [newcomer, mover] : [mover, newcomer]);

            await run.IsAsync(run.Email(1), run.Email(2) with { EmployeeId = "7" });
        }
    }

    [Fact]
    public Task Any_permutation_of_identities_in_any_order_ends_as_the_directory_says() => DirectoryChange.Any.SampleAsync(
        async change =>
        {
            var run = await StartAsync(change.Before.Length);
            for (var i = 0; i < change.Before.Length; i++)
                await run.SyncAsync(i, run.Wanted(change.Before[i]));
            await run.SettleAsync();
            var commands = new List<Contracts.ApplyUser>();
            for (var i = 0; i < change.After.Length; i++)
                commands.Add(await run.WantAsync(i, run.Wanted(change.After[i])));

            var workers = Enumerable.Range(0, Workers).Select(_ => database.Groups(change.GroupSize)).ToList();
            await Task.WhenAll(change.Deliveries.Select((user, i) => workers[i % Workers].WriteAsync(new(commands[user], null), Token)));
            foreach (var worker in workers)
                await worker.DisposeAsync();
            await run.SettleAsync();

            await run.IsAsync([.. change.After.Select(run.Wanted)]);
        },
        iter: Cases,
        threads: 1);

    // Every run has an organisation and identities of its own, so that all share one database.
    async Task<Run> StartAsync(int users) =>
        new(database, Interlocked.Increment(ref runs), await database.OrganisationAsync(), [.. Enumerable.Range(0, users).Select(_ => Guid.NewGuid())]);

    sealed record Run(ProvisioningDatabase Database, int Number, Guid Organisation, Guid[] Users)
    {
        readonly string unique = Guid.NewGuid().ToString("N");

        public ScimUser Email(int identity) => new($"{identity}.{unique}@x.test");

        public ScimUser Wanted(Wish wish) => new(
            Email(wish.Email!.Value).Email,
            wish.Mobile is { } mobile ? $"+447{Number:000000}{mobile:000}" : null,
            wish.EmployeeId is { } employeeId ? $"E-{employeeId}" : null)
        {
            Active = wish.State == "active",
        };

        public Task<Contracts.ApplyUser> WantAsync(int user, ScimUser desired) => Database.WantAsync(Organisation, Users[user], desired);

        public Task<ApplyResult> SyncAsync(int user, ScimUser desired) => Database.SyncAsync(Organisation, Users[user], desired);

        /// <summary>What the relay and the consumer do with whoever is woken, until nobody is.</summary>
        public async Task SettleAsync()
        {
            while ((await Database.TakeOutboxAsync()).OfType<Contracts.ApplyUser>().ToArray() is { Length: > 0 } woken)
                await Task.WhenAll(woken.Select(command => Database.ApplyAsync(command)));
        }

        public async Task<List<string?>> ReasonsAsync()
        {
            var reasons = new List<string?>();
            foreach (var user in Users)
                reasons.Add((await Database.StateAsync(user))!.Split(' ')[^1]);
            return reasons;
        }

        /// <summary>Every account is as wanted, and nobody has an open error.</summary>
        public async Task IsAsync(params ScimUser[] wanted)
        {
            var accounts = (await Database.AccountsAsync(Organisation)).ToDictionary(account => account.ScimUserId!.Value);
            Assert.Equal(wanted, Users.Select(user => accounts[user]).Select(account =>
                new ScimUser(account.Profile.Email, account.Profile.MobilePhone, account.Profile.EmployeeId) { Active = account.Active }));
            foreach (var user in Users)
                Assert.Empty(await Database.OpenErrorsAsync(user));
        }
    }
}
