using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.AsyncRequests;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>
/// Writes applied in memory, one after another, so that each sees what those before it leave behind. Pure; the rows are then made what
/// this says.
/// </summary>
sealed class UserGroup
{
    readonly Dictionary<(Guid OrganisationId, Guid Id), Row> rows;
    readonly IReadOnlyDictionary<UserNameKey, UserName> names;
    readonly Dictionary<UserNameKey, Guid> holders = [];
    readonly HashSet<UserNameKey> newNames = [];
    readonly List<Request> recorded = [];
    readonly DateTimeOffset now;

    /// <param name="stored">The users of the modifications that exist.</param>
    /// <param name="names">What is known of names; of any other one it is assumed that nobody has it.</param>
    /// <param name="now">The time of every change of the group.</param>
    public UserGroup(IEnumerable<StoredUser> stored, IReadOnlyDictionary<UserNameKey, UserName> names, DateTimeOffset now)
    {
        (this.names, this.now) = (names, now);
        rows = stored.ToDictionary(user => (user.OrganisationId, user.Id), user => new Row(user));
        foreach (var name in names.Values)
        {
            if (name.Holder is { } holder)
                holders[name.Normal] = holder;
        }
    }

    /// <summary>The users to insert, those that are deleted again among them.</summary>
    public IReadOnlyList<Row> Created => [.. rows.Values.Where(row => row.IsNew)];

    /// <summary>The users to update, one row each, however many writes changed it.</summary>
    public IReadOnlyList<Row> Changed => [.. rows.Values.Where(row => row.IsChanged && !row.IsNew)];

    /// <summary>The asynchronous requests of the writes that did not fail; that of a new user takes effect only if the user is inserted.</summary>
    public IReadOnlyList<Request> Recorded => recorded;

    /// <summary>The names that renames want, whether they get them or not.</summary>
    public IReadOnlySet<UserNameKey> NewNames => newNames;

    /// <summary>Applies one write.</summary>
    public UserWriteResult Apply(UserWrite write)
    {
        var result = write switch
        {
            UserCreation creation => Create(creation),
            UserModification modification => Modify(modification),
            _ => throw new ArgumentException("a write of an unknown kind", nameof(write)),
        };
        if (write.AsyncRequest is { } asyncRequest && result.User is { } user)
            recorded.Add(new Request(asyncRequest, user));
        return result;
    }

    UserWriteResult Create(UserCreation creation)
    {
        var user = new StoredUser(creation.OrganisationId, creation.Id, 1, now, now, creation.Document);
        var row = new Row(user, creation.Traceparent);
        if (!TryTakeName(row, creation.Document))
            return new UserWriteResult(null, UserErrors.UserNameTaken);
        rows.Add((user.OrganisationId, user.Id), row);
        return new UserWriteResult(user);
    }

    UserWriteResult Modify(UserModification modification)
    {
        if (!rows.TryGetValue((modification.OrganisationId, modification.Id), out var row) || row.IsDeleted)
            return new UserWriteResult(null);
        try
        {
            var change = modification.Change(row.User);
            if (change is UserChange.Replaced(var document) && !TryRename(row, document))
                return new UserWriteResult(null, UserErrors.UserNameTaken);
            row.Apply(change, now, modification.Traceparent);
            return new UserWriteResult(row.User);
        }
        catch (Exception exception)
        {
            return new UserWriteResult(null, exception);
        }
    }

    bool TryRename(Row row, JsonObject document)
    {
        var name = UserNameKey.Of(row.User.OrganisationId, document);
        if (name == UserNameKey.Of(row.User.OrganisationId, row.User.Document))
            return true;
        newNames.Add(name);
        return TryTakeName(row, document);
    }

    bool TryTakeName(Row row, JsonObject document)
    {
        var key = UserNameKey.Of(row.User.OrganisationId, document);
        var name = names.TryGetValue(key, out var known) ? known.Normal : key;
        if (holders.TryGetValue(name, out var holder) && holder != row.User.Id
            && !(rows.TryGetValue((name.OrganisationId, holder), out var other) && other.HasLeft(name)))
            return false;
        holders[name] = row.User.Id;
        row.NewName = name;
        return true;
    }

    /// <summary>An asynchronous request, and the user as its item leaves it.</summary>
    public sealed record Request(AsyncRequest AsyncRequest, StoredUser User);

    /// <summary>A user as the group leaves it.</summary>
    public sealed class Row(StoredUser user)
    {
        public Row(StoredUser user, string? traceparent)
            : this(user) => (IsNew, Traceparent) = (true, traceparent);

        public StoredUser User { get; private set; } = user;
        public bool IsNew { get; }
        public bool IsChanged { get; private set; }
        public bool IsDeleted { get; private set; }
        public string? Traceparent { get; private set; }

        /// <summary>The name that it took last; null: it has the one that is stored.</summary>
        public UserNameKey? NewName { get; set; }

        /// <summary>Whether it has this name no more, which it had before.</summary>
        public bool HasLeft(UserNameKey name) => IsDeleted || (NewName is not null && NewName != name);

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
