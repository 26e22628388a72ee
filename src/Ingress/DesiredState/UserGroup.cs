using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.AsyncRequests;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>
/// A group applied in memory, item after item, so that several items about one user see each other. Pure; the writer then makes
/// the rows what this says.
/// </summary>
sealed class UserGroup
{
    readonly Dictionary<(Guid OrganisationId, Guid Id), Row> rows;
    readonly Dictionary<UserNameKey, Guid> holders;
    readonly HashSet<UserNameKey> newNames = [];
    readonly UserWriteResult[] results;
    readonly List<NewUser> created = [];
    readonly DateTimeOffset now;

    /// <param name="writes">The items.</param>
    /// <param name="stored">The users of its modifications that exist, locked.</param>
    /// <param name="holders">Who has the names, of those that the group's renames want.</param>
    /// <param name="now">The time of every change of the group.</param>
    public UserGroup(
        IReadOnlyList<UserWrite> writes, IEnumerable<StoredUser> stored, IReadOnlyDictionary<UserNameKey, Guid> holders, DateTimeOffset now)
    {
        this.now = now;
        this.holders = new(holders);
        rows = stored.ToDictionary(user => (user.OrganisationId, user.Id), user => new Row(user));
        results = [.. writes.Select(Apply)];
        Recorded = [.. writes.Zip(results)
            .Where(pair => pair.First.AsyncRequest is not null && pair.Second.User is not null)
            .Select(pair => new Request(pair.First.AsyncRequest!, pair.Second.User!))];
    }

    /// <summary>The asynchronous requests of its items that do not fail; of a new user it takes effect only if the user is inserted.</summary>
    public IReadOnlyList<Request> Recorded { get; }

    /// <summary>The new users, each with the place of its item.</summary>
    public IReadOnlyList<NewUser> Created => created;

    /// <summary>The names that renames want, whether they get them or not.</summary>
    public IReadOnlySet<UserNameKey> NewNames => newNames;

    /// <summary>The users that are to be written, one row each, however many items changed it.</summary>
    public IReadOnlyList<Row> Changed => [.. rows.Values.Where(row => row.IsChanged)];

    /// <summary>One result an item.</summary>
    /// <param name="inserted">The new users that did not meet another one of the same userName.</param>
    public IReadOnlyList<UserWriteResult> Results(IReadOnlySet<Guid> inserted)
    {
        foreach (var user in created.Where(user => !inserted.Contains(user.User.Id)))
            results[user.Item] = new UserWriteResult(null, UserErrors.UserNameTaken);
        return results;
    }

    UserWriteResult Apply(UserWrite write, int item)
    {
        if (write is not UserCreation creation)
            return Modify((UserModification)write);
        var user = new StoredUser(creation.OrganisationId, creation.Id, 1, now, now, creation.Document);
        created.Add(new NewUser(item, user, creation.Traceparent));
        return new UserWriteResult(user);
    }

    UserWriteResult Modify(UserModification modification)
    {
        if (!rows.TryGetValue((modification.OrganisationId, modification.Id), out var row) || row.IsDeleted)
            return new UserWriteResult(null);
        try
        {
            var change = modification.Change(row.User);
            if (change is UserChange.Replaced(var document) && !TryRename(row.User, document))
                return new UserWriteResult(null, UserErrors.UserNameTaken);
            row.Apply(change, now, modification.Traceparent);
            return new UserWriteResult(row.User);
        }
        catch (Exception exception)
        {
            return new UserWriteResult(null, exception);
        }
    }

    // A name is free again when its holder is deleted. Of one that is renamed away in this group it is not yet: the rows are updated in
    // no certain order, and the requests ran at the same time, so either could have come first.
    bool TryRename(StoredUser user, JsonObject document)
    {
        var name = UserNameKey.Of(user.OrganisationId, document);
        if (name == UserNameKey.Of(user.OrganisationId, user.Document))
            return true;
        newNames.Add(name);
        if (holders.TryGetValue(name, out var holder) && holder != user.Id
            && !(rows.TryGetValue((user.OrganisationId, holder), out var row) && row.IsDeleted))
            return false;
        holders[name] = user.Id;
        return true;
    }

    /// <summary>A user to insert.</summary>
    public sealed record NewUser(int Item, StoredUser User, string? Traceparent);

    /// <summary>An asynchronous request, and the user as its item leaves it.</summary>
    public sealed record Request(AsyncRequest AsyncRequest, StoredUser User);

    /// <summary>A user as the group leaves it.</summary>
    public sealed class Row(StoredUser user)
    {
        public StoredUser User { get; private set; } = user;
        public bool IsChanged { get; private set; }
        public bool IsDeleted { get; private set; }
        public string? Traceparent { get; private set; }

        public void Apply(UserChange change, DateTimeOffset now, string? traceparent)
        {
            if (change is UserChange.Unchanged)
                return;
            User = User with
            {
                Version = User.Version + 1,
                LastModified = now,
                Document = change is UserChange.Replaced(var document) ? document : User.Document,
            };
            IsDeleted = change is UserChange.Deleted;
            (IsChanged, Traceparent) = (true, traceparent);
        }
    }
}
