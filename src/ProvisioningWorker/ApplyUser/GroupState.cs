using Blink.Pipeline.ProvisioningWorker.Accounts;
using Blink.Pipeline.ProvisioningWorker.SyncErrors;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>A SCIM user as it was loaded.</summary>
/// <param name="Desired">Its newest desired state.</param>
/// <param name="RecordedVersion">The version that was decided on last; null: none yet.</param>
/// <param name="Applied">Whether that decision applied it, with phone numbers read as its organisation's region still says.</param>
sealed record LoadedUser(DesiredUser Desired, long? RecordedVersion, bool Applied)
{
    /// <summary>Whether this version, or a later one, was applied.</summary>
    public bool HasApplied(long version) => Applied && RecordedVersion >= version;
}

/// <summary>Everything that a group of decisions needs to know.</summary>
sealed class GroupState
{
    public Dictionary<Guid, LoadedUser> Users { get; } = [];

    public Dictionary<Guid, Account> Accounts { get; } = [];

    public List<OpenSyncError> OpenErrors { get; } = [];
}

/// <summary>What a group writes.</summary>
/// <param name="Decided">Every user that was decided on.</param>
/// <param name="Changed">The accounts that are new or changed, as they are to be.</param>
/// <param name="Releasing">Those of them that give up an identity.</param>
/// <param name="Freed">The identities that nobody holds any longer, or somebody else does.</param>
/// <param name="Errors">Sync errors to raise and to resolve.</param>
sealed record GroupChanges(
    IReadOnlyList<DecidedUser> Decided,
    IReadOnlyList<Account> Changed,
    IReadOnlyList<Guid> Releasing,
    IReadOnlyList<string> Freed,
    SyncErrorChanges Errors)
{
    public static GroupChanges Of(IReadOnlyList<DecidedUser> decided, GroupState state, DateTimeOffset now)
    {
        // An account may be unlinked from one user and linked to the next in one group: the last decision has it.
        var changed = decided.Select(user => user.Account).OfType<Account>()
            .GroupBy(account => account.Id, (_, versions) => versions.Last())
            .Where(account => !state.Accounts.TryGetValue(account.Id, out var before) || before != account)
            .ToList();
        var freed = changed.Select(account => (account.Id, Keys: Given(account, state).ToList())).Where(given => given.Keys.Count > 0).ToList();
        return new(
            decided,
            changed,
            [.. freed.Select(given => given.Id)],
            [.. freed.SelectMany(given => given.Keys).Distinct()],
            SyncErrorChanges.Of(decided, state.OpenErrors, now));
    }

    // Even a disabled account stands in the way of matching, until it has other identities, or nobody governs it any longer.
    static IEnumerable<string> Given(Account account, GroupState state)
    {
        if (!state.Accounts.TryGetValue(account.Id, out var before))
            return [];
        var stepsAside = (before.Active && !account.Active) || (before.ScimUserId is not null && account.ScimUserId is null);
        return stepsAside ? before.Keys : before.Keys.Except(account.Keys);
    }
}
