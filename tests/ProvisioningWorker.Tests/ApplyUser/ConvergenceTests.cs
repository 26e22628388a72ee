using Blink.Pipeline.ProvisioningWorker.Accounts;
using CsCheck;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// Order and repetition do not matter: any permutation, with any repetition, of the commands of a set of users, in several consumers,
/// gives the accounts that the commands give in order, one by one.
/// </summary>
public sealed class ConvergenceTests(ProvisioningDatabase database) : IClassFixture<ProvisioningDatabase>
{
    const int Cases = 250;
    const int Consumers = 4;

    int runs;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task Any_order_and_repetition_in_several_consumers_gives_the_same_accounts() => ConvergenceCase.Any.SampleAsync(
        async convergence =>
        {
            var inOrder = await RunAsync(convergence, ApplyInOrderAsync);
            var shuffled = await RunAsync(convergence, ApplyShuffledAsync);
            Assert.Equal(inOrder, shuffled);
        },
        iter: Cases,
        threads: 1);

    // Each run has organisations and identities of its own, so that all share one database.
    async Task<string> RunAsync(ConvergenceCase convergence, Func<ConvergenceCase, Run, Task> apply)
    {
        var run = new Run(++runs, await database.OrganisationAsync(), [.. convergence.After.Select(_ => Guid.NewGuid())]);
        await ImportAsync(run, await database.OrganisationAsync(), convergence.Foreign);
        await ImportAsync(run, run.Organisation, convergence.Existing);
        foreach (var (wish, user) in convergence.Before.Zip(run.Users).Where(pair => pair.First.Exists))
            await database.SyncAsync(run.Organisation, user, run.Wanted(wish));
        await SettleAsync();
        foreach (var (wish, user) in convergence.After.Zip(run.Users))
            await database.WantAsync(run.Organisation, user, run.Wanted(wish));
        await apply(convergence, run);
        await SettleAsync();
        return await DescribeAsync(run);
    }

    async Task ApplyInOrderAsync(ConvergenceCase convergence, Run run)
    {
        foreach (var (user, version) in convergence.Deliveries().Distinct().Order())
            await database.ApplyAsync(run.Command(user, version));
    }

    async Task ApplyShuffledAsync(ConvergenceCase convergence, Run run)
    {
        var consumers = Enumerable.Range(0, Consumers).Select(_ => database.Groups(size: 3)).ToList();
        await Task.WhenAll(convergence.Deliveries().Select((delivery, i) =>
            consumers[i % Consumers].WriteAsync(new(run.Command(delivery.User, delivery.Version), null), Token)));
        foreach (var consumer in consumers)
            await consumer.DisposeAsync();
    }

    // What the relay and the consumer do with whoever is woken, until nobody is.
    async Task SettleAsync()
    {
        while ((await database.TakeOutboxAsync()).OfType<Contracts.ApplyUser>().ToArray() is { Length: > 0 } woken)
            await Task.WhenAll(woken.Select(command => database.ApplyAsync(command)));
    }

    async Task ImportAsync(Run run, Guid organisation, Wish[] accounts) =>
        await database.ImportAsync(organisation, [.. accounts
            .Where(account => (account.Email ?? account.Mobile ?? account.EmployeeId) is not null)
            .Select((account, line) => new ImportedAccount(line)
            {
                Email = run.Email(account.Email),
                MobilePhone = run.Mobile(account.Mobile),
                EmployeeId = Run.EmployeeId(account.EmployeeId),
            })]);

    /// <summary>Every user with its outcome and its account's fields, and the accounts that are nobody's; which account it is does not count.</summary>
    async Task<string> DescribeAsync(Run run)
    {
        var accounts = await database.AccountsAsync(run.Organisation);
        var lines = new List<string>();
        for (var i = 0; i < run.Users.Length; i++)
        {
            var account = accounts.SingleOrDefault(account => account.ScimUserId == run.Users[i]);
            var outcome = (await database.StateAsync(run.Users[i]))!.Split(' ');
            lines.Add($"user {i}: version {outcome[0]} {outcome[1]}, {run.Describe(account)}");
        }
        lines.AddRange(accounts.Where(account => account.ScimUserId is null).Select(account => $"nobody's: {run.Describe(account)}").Order());
        return string.Join('\n', lines);
    }

    sealed record Run(int Number, Guid Organisation, Guid[] Users)
    {
        public string? Email(int? identity) => identity is null ? null : $"{identity}.run{Number}@x.test";

        public string? Mobile(int? identity) => identity is null ? null : $"+447{Number:00000000}{identity}";

        public static string? EmployeeId(int? identity) => identity?.ToString(System.Globalization.CultureInfo.InvariantCulture);

        public Contracts.ApplyUser Command(int user, long version) => new(Organisation, Users[user], version);

        public ScimUser Wanted(Wish wish) => new(Email(wish.Email), Mobile(wish.Mobile), EmployeeId(wish.EmployeeId))
        {
            Active = wish.State != "inactive",
            Deleted = wish.State == "deleted",
        };

        public string Describe(Account? account) => account is null
            ? "no account"
            : $"active {account.Active}, {account.Profile.Email}, {account.Profile.MobilePhone}, {account.Profile.EmployeeId}"
                .Replace($".run{Number}@", "@", StringComparison.Ordinal).Replace($"+447{Number:00000000}", "+", StringComparison.Ordinal);
    }
}
