using System.Collections.Concurrent;

namespace Blink.Pipeline.Ingress.Authentication;

/// <summary>When each token was last used, kept until it is written: a request never waits for a write that only people read.</summary>
sealed class TokenUses
{
    readonly ConcurrentDictionary<Guid, DateTimeOffset> lastUses = new();

    /// <summary>Remembers a use.</summary>
    public void Add(Guid tokenId, DateTimeOffset at) =>
        lastUses.AddOrUpdate(tokenId, static (_, now) => now, static (_, before, now) => now > before ? now : before, at);

    /// <summary>Takes what was remembered since the last time.</summary>
    public IReadOnlyCollection<KeyValuePair<Guid, DateTimeOffset>> TakeAll() =>
        [.. lastUses.Where(use => lastUses.TryRemove(use))];
}
