using CsCheck;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// A random change of one organisation: everybody's e-mail, mobile and employee id, before and after, are permutations of one set, so
/// that swaps, rings and chains of every length come up, of one identity or of several crossing each other.
/// </summary>
/// <param name="Before">What each user is, before.</param>
/// <param name="After">What the directory wants of each user, after.</param>
/// <param name="Deliveries">The users in the order in which their commands arrive, some more than once, each at least once.</param>
/// <param name="GroupSize">How many commands are applied together at most.</param>
sealed record DirectoryChange(Wish[] Before, Wish[] After, int[] Deliveries, int GroupSize)
{
    public static Gen<DirectoryChange> Any { get; } = Gen.Int[2, 9].SelectMany(users => Gen.Select(
        Wishes(users), Wishes(users), DeliveriesOf(users), Gen.Int[1, 4], (before, after, deliveries, size) => new DirectoryChange(before, after, deliveries, size)));

    public override string ToString() => $"""
        {string.Join('\n', Before.Zip(After, (before, after) => $"{before} -> {after}"))}
        commands: {string.Join(' ', Deliveries)}, in groups of at most {GroupSize}
        """;

    // One identity too many, so that most permutations have a chain; now and then somebody has none of a kind, or is disabled.
    static Gen<Wish[]> Wishes(int users) => Gen.Select(
        Identities(users),
        Identities(users),
        Identities(users),
        Gen.Int[0, 5].Array[users],
        (emails, mobiles, employeeIds, state) => Enumerable.Range(0, users)
            .Select(i => new Wish(emails[i] ?? users + 1 + i, mobiles[i], employeeIds[i], state[i] == 0 ? "inactive" : "active")).ToArray());

    static Gen<int?[]> Identities(int users) => Gen.Select(
        Gen.Shuffle(Enumerable.Range(0, users + 1).ToArray()),
        Gen.Int[0, 7].Array[users],
        (all, missing) => all.Take(users).Select((identity, i) => missing[i] == 0 ? (int?)null : identity).ToArray());

    static Gen<int[]> DeliveriesOf(int users) => Gen.Int[0, users - 1].Array[0, users].SelectMany(again =>
        Gen.Shuffle(Enumerable.Range(0, users).Concat(again).ToArray()));
}
