using System.Collections.Concurrent;

namespace Blink.Pipeline.EntraSimulator.Provisioning;

/// <summary>Objects whose last export failed. They stay until a later try succeeds, so nothing gets lost.</summary>
sealed class EscrowList
{
    readonly ConcurrentDictionary<Guid, Escrow> escrows = new();

    public IReadOnlyList<Escrow> All => [.. escrows.Values.OrderBy(escrow => escrow.ObjectId)];

    public int Count => escrows.Count;

    public bool Holds(Guid objectId) => escrows.ContainsKey(objectId);

    public void Release(Guid objectId) => escrows.TryRemove(objectId, out _);

    public void Put(Guid objectId, ScimFailureException failure) => escrows.AddOrUpdate(
        objectId,
        _ => new Escrow(objectId, failure.Code, 1, failure.Detail),
        (_, before) => new Escrow(objectId, failure.Code, before.Attempts + 1, failure.Detail));
}
