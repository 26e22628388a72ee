using CsCheck;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// Whatever three directories do that share identities, and wherever the worker dies: at rest every user is applied, or rejected for a
/// reason that really holds, the open errors are exactly the rejected, and freeing what is in the way heals it.
/// </summary>
public sealed class SharedIdentitiesTests : IAsyncDisposable
{
    const int Cases = 220;

    readonly ProvisioningDatabase database = new();
    int runs;
    int crashes;
    int rejected;
    int healed;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task At_rest_everybody_is_applied_or_rejected_for_a_reason_that_holds_and_freeing_the_clash_heals_it()
    {
        await database.InitializeAsync();
        await Crashes.PrepareAsync(database);

        await SharedIdentities.Any.SampleAsync(RunAsync, iter: Cases, threads: 1);

        // That there was something to see.
        Assert.InRange(crashes, 50, int.MaxValue);
        Assert.InRange(rejected, Cases, int.MaxValue);
        Assert.InRange(healed, 50, int.MaxValue);
    }

    async Task RunAsync(SharedIdentities identities)
    {
        var run = new SharedIdentitiesRun(database, ++runs, [await database.OrganisationAsync(), await database.OrganisationAsync(), await database.OrganisationAsync()]);
        foreach (var (organisation, wish) in identities.Existing)
            await run.ImportAsync(organisation, wish);
        var random = new Random(identities.Seed);
        var pending = new List<Contracts.ApplyUser>();
        foreach (var (person, wish) in identities.Changes)
        {
            pending.Add(await run.ChangeAsync(person, wish));
            if (random.Next(2) == 0)
                await DeliverAsync(pending, random);
        }
        while (pending.Count > 0)
            await DeliverAsync(pending, random);
        await SettleAsync(random);

        var waiting = await CheckAsync(run);
        rejected += waiting.Count;
        if (waiting.Count > 0)
            await HealAsync(run, waiting[random.Next(waiting.Count)], random);
    }

    // What the broker does with the commands, and a crash does to them: any of them, some together, and again if they were not acknowledged.
    async Task DeliverAsync(List<Contracts.ApplyUser> pending, Random random)
    {
        var all = pending.ToArray();
        random.Shuffle(all);
        var group = all[..random.Next(1, Math.Min(4, all.Length) + 1)];
        var dies = random.Next(4) == 0 ? Crashes.Places[random.Next(Crashes.Places.Length)] : null;
        if (await ApplyAsync(group, dies) && random.Next(4) > 0)
            pending.RemoveAll(group.Contains);
    }

    async Task<bool> ApplyAsync(Contracts.ApplyUser[] group, string? dies)
    {
        await Crashes.DieAtAsync(database, dies);
        try
        {
            await database.ApplyAsync(group);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.AdminShutdown)
        {
            crashes++;
            return false;
        }
        finally
        {
            await Crashes.DieAtAsync(database, null);
        }
    }

    // Whoever is woken is delivered as any other; nobody is tried again without being woken.
    async Task SettleAsync(Random random)
    {
        while ((await database.TakeOutboxAsync()).OfType<Contracts.ApplyUser>().ToList() is { Count: > 0 } woken)
        {
            while (woken.Count > 0)
                await DeliverAsync(woken, random);
        }
    }

    /// <summary>Checks everybody at rest.</summary>
    /// <returns>Who is rejected.</returns>
    async Task<List<AccountRules.Person>> CheckAsync(SharedIdentitiesRun run)
    {
        var accounts = await run.AccountsAsync();
        var rules = new AccountRules(accounts);
        var waiting = new List<AccountRules.Person>();
        foreach (var person in run.Everybody)
        {
            var state = (await database.StateAsync(person.Id))!.Split(' ');
            var own = accounts.SingleOrDefault(account => account.ScimUserId == person.Id);
            var errors = (await database.OpenErrorsAsync(person.Id)).Select(error => string.Join(' ', error.Split(' ')[..2]));
            if (state[1] == "rejected")
            {
                Assert.Contains(state[^1], rules.Holding(person));
                Assert.Equal([$"error {state[^1]}"], errors);
                Assert.True(person.Active || own is not { Active: true }, "A leaver is active.");
                waiting.Add(person);
                continue;
            }
            Assert.Empty(errors);
            var expected = person.Deleted ? (null, null, null, false) : (person.Email, person.Mobile, person.EmployeeId, person.Active);
            Assert.Equal(expected, (own?.Identities.Email, own?.Identities.Mobile, own?.Identities.EmployeeId, own?.Active ?? false));
            Assert.Equal(person.Deleted, own is null);
        }
        return waiting;
    }

    // Everybody else who has or wants one of its identities is deleted; the person itself is not touched.
    async Task HealAsync(SharedIdentitiesRun run, AccountRules.Person person, Random random)
    {
        foreach (var other in await run.InTheWayOfAsync(person))
        {
            List<Contracts.ApplyUser> deletion = [await run.DeleteAsync(other)];
            while (deletion.Count > 0)
                await DeliverAsync(deletion, random);
        }
        await SettleAsync(random);

        var waiting = await CheckAsync(run);
        if (new AccountRules(await run.AccountsAsync()).Holding(person).Any())
            return;
        Assert.DoesNotContain(person, waiting);
        healed++;
    }
}
