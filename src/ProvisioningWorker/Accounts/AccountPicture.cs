namespace Blink.Pipeline.ProvisioningWorker.Accounts;

/// <summary>The accounts that a group of decisions can touch or run into, as they are and as each decision leaves them.</summary>
sealed class AccountPicture
{
    readonly Dictionary<Guid, Account> accounts = [];
    readonly Dictionary<Guid, Guid> byScimUser = [];
    // Only ever added to: a reader looks whether the account still has the key.
    readonly Dictionary<string, HashSet<Guid>> byKey = [];

    public AccountPicture(IEnumerable<Account> accounts)
    {
        foreach (var account in accounts)
            Put(account);
    }

    public IReadOnlyCollection<Account> All => accounts.Values;

    public Account? LinkedTo(Guid scimUserId) =>
        byScimUser.TryGetValue(scimUserId, out var id) && accounts[id] is var account && account.ScimUserId == scimUserId ? account : null;

    public IReadOnlyList<Account> WithAny(IEnumerable<string> keys, Guid? except) =>
    [
        .. keys.SelectMany(key => byKey.TryGetValue(key, out var ids)
                ? ids.Select(id => accounts[id]).Where(account => account.Keys.Contains(key))
                : [])
            .Where(account => account.Id != except)
            .DistinctBy(account => account.Id),
    ];

    public void Put(Account account)
    {
        accounts[account.Id] = account;
        if (account.ScimUserId is { } scimUserId)
            byScimUser[scimUserId] = account.Id;
        foreach (var key in account.Keys)
        {
            if (!byKey.TryGetValue(key, out var ids))
                byKey[key] = ids = [];
            ids.Add(account.Id);
        }
    }
}
