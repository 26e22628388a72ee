using CsCheck;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>What one user is wanted to be; identities are numbers out of a small pool, so that users swap, inherit and clash.</summary>
sealed record Wish(int? Email, int? Mobile, int? EmployeeId, string State)
{
    public bool Exists => State != "absent";
}

/// <summary>
/// A random organisation: users before and after a random change, accounts that were there before SCIM, and another organisation that
/// holds some identities. No two users want the same identity at the same time, nor the same free account, the one by its e-mail and the
/// other by its employee id: there first come, first served holds.
/// </summary>
sealed record ConvergenceCase(Wish[] Before, Wish[] After, Wish[] Existing, Wish[] Foreign, int Seed)
{
    const int Pool = 9;

    public static Gen<ConvergenceCase> Any { get; } =
        Gen.Int[2, 7].SelectMany(users => Gen.Select(
            Wishes(users, States("active", "active", "active", "inactive", "absent", "deleted")),
            Wishes(users, States("active", "active", "active", "inactive", "deleted")),
            Gen.Int[0, 5].SelectMany(accounts => Wishes(accounts, Gen.Const("active"))),
            Gen.Int[0, 3],
            Gen.Int,
            (before, after, there, foreign, seed) => new ConvergenceCase(
                before,
                [.. before.Zip(after, (was, will) => was.State == "deleted" ? was : will)],
                there[Math.Min(foreign, there.Length)..],
                there[..Math.Min(foreign, there.Length)],
                seed)))
        .Where(convergence => !convergence.TwoWantOneAccount());

    /// <summary>Every version of every user, some twice, in a random order.</summary>
    public List<(int User, long Version)> Deliveries()
    {
        var random = new Random(Seed);
        var all = Enumerable.Range(0, After.Length).SelectMany(user => VersionsOf(user).Select(version => (user, version))).ToArray();
        var deliveries = all.Concat(random.GetItems(all, random.Next(2 * all.Length))).ToArray();
        random.Shuffle(deliveries);
        return [.. deliveries];
    }

    public override string ToString() =>
        $"{nameof(Before)}:\n{Lines(Before)}\n{nameof(After)}:\n{Lines(After)}\n{nameof(Existing)}:\n{Lines(Existing)}\n{nameof(Foreign)}:\n{Lines(Foreign)}";

    bool TwoWantOneAccount() => Existing.Concat(Before.Where((_, user) => After[user].State == "deleted")).Any(free =>
        Wanting(wish => wish.Email == free.Email && free.Email is not null) is { } byEmail
        && Wanting(wish => wish.EmployeeId == free.EmployeeId && free.EmployeeId is not null) is { } byEmployeeId
        && byEmail != byEmployeeId);

    Wish? Wanting(Func<Wish, bool> wants) => After.FirstOrDefault(wish => wish.State != "deleted" && wants(wish));

    IEnumerable<long> VersionsOf(int user) => Before[user].Exists ? [1, 2] : [1];

    static Gen<string> States(params string[] states) => Gen.Int[0, states.Length - 1].Select(i => states[i]);

    static Gen<Wish[]> Wishes(int count, Gen<string> states) => Gen.Select(
        Identities(count),
        Identities(count),
        Identities(count),
        states.Array[count],
        (emails, mobiles, employeeIds, state) =>
            Enumerable.Range(0, count).Select(i => new Wish(emails[i], mobiles[i], employeeIds[i], state[i])).ToArray());

    // Each at most once; a quarter is missing.
    static Gen<int?[]> Identities(int count) => Gen.Select(
        Gen.Shuffle(Enumerable.Range(0, Pool).ToArray()),
        Gen.Int[0, 3].Array[count],
        (all, missing) => all.Take(count).Select((identity, i) => missing[i] == 0 ? (int?)null : identity).ToArray());

    static string Lines(Wish[] wishes) => string.Join('\n', wishes.Select((wish, i) => $"  {i}: {wish}"));
}
