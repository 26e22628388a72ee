using CsCheck;

namespace Blink.Pipeline.ProvisioningWorker.Tests.ApplyUser;

/// <summary>
/// Random directories of three organisations that share a small pool of identities, accounts that were there before, and random changes:
/// people clash inside and between organisations, leave, come back, are deleted and created anew.
/// </summary>
/// <param name="Existing">Accounts that nobody governs, with the organisation of each; no two share an identity.</param>
/// <param name="Changes">The person that changes, of organisation <c>Person % 3</c>, and what the directory wants from then on.</param>
/// <param name="Seed">For what happens to the commands: their order, groups, repetition, and where the worker dies.</param>
sealed record SharedIdentities((int Organisation, Wish Wish)[] Existing, (int Person, Wish Wish)[] Changes, int Seed)
{
    public const int Organisations = 3;
    const int Persons = 9;
    const int Pool = 5;

    public static Gen<SharedIdentities> Any { get; } = Gen.Select(
        Gen.Int[0, 3].SelectMany(count => Gen.Select(Distinct(count), Gen.Int[0, Organisations - 1].Array[count], (wishes, organisations) =>
            organisations.Zip(wishes).ToArray())),
        Gen.Select(Gen.Int[0, Persons - 1], Wishes).Array[6, 18],
        Gen.Int,
        (existing, changes, seed) => new SharedIdentities(existing, changes, seed));

    // Now and then somebody has none of a kind.
    static Gen<int?> Identity => Gen.Int[0, Pool].Select(identity => identity == Pool ? (int?)null : identity);

    static Gen<Wish> Wishes => Gen.Select(
        Identity, Identity, Identity, Gen.Int[0, 9].Select(state => state switch { < 6 => "active", < 8 => "inactive", _ => "deleted" }),
        (email, mobile, employeeId, state) => new Wish(email, mobile, employeeId, state));

    public override string ToString() => $"""
        before: {string.Join("\n        ", Existing)}
        {string.Join('\n', Changes)}
        seed {Seed}
        """;

    static Gen<Wish[]> Distinct(int count) => Gen.Select(
        Shuffled, Shuffled, Shuffled, Gen.Int[0, 2].Array[count],
        (emails, mobiles, employeeIds, kinds) => kinds.Select((kind, i) =>
            new Wish(kind == 0 ? null : emails[i], kind == 1 ? null : mobiles[i], kind == 2 ? null : employeeIds[i], "active")).ToArray());

    static Gen<int[]> Shuffled => Gen.Shuffle(Enumerable.Range(0, Pool).ToArray());
}
