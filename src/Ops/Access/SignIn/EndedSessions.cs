using System.Collections.Concurrent;

namespace Blink.Pipeline.Ops.Access.SignIn;

/// <summary>
/// The sessions that somebody has ended before their time. The cookie is gone from the browser then; this is for the pages that are still
/// open in other tabs, and for copies of the cookie. Each process knows of those that were ended in it.
/// </summary>
sealed class EndedSessions(TimeProvider timeProvider)
{
    readonly ConcurrentDictionary<Guid, DateTimeOffset> ended = [];

    /// <summary>Ends a session.</summary>
    /// <param name="caller">Whose.</param>
    public void End(Caller caller)
    {
        // Of an older version's cookie: what has no number cannot be told from a machine.
        if (caller.Session == default)
            return;
        // Those that are over by themselves need not be known.
        var now = timeProvider.GetUtcNow();
        foreach (var (session, until) in ended)
        {
            if (until <= now)
                ended.TryRemove(session, out _);
        }
        ended[caller.Session] = caller.Until;
    }

    /// <summary>Whether it was ended.</summary>
    /// <param name="caller">Whose.</param>
    public bool Has(Caller caller) => ended.ContainsKey(caller.Session);
}
