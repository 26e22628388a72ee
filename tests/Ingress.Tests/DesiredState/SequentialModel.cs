using Blink.Pipeline.Ingress.Tests.Bulk;
using static Blink.Pipeline.Ingress.Tests.Bulk.JobOperation;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

/// <summary>What single requests would make of the operations of a job, one after another: a list of users and the rules of SCIM.</summary>
sealed class SequentialModel(Guid[] before, Guid[] created)
{
    readonly List<User> users = [.. before.Select((id, number) => new User(id, $"user{number}", "t", null, 1, false))];

    public IReadOnlyList<User> Users => users;

    /// <summary>The places of the operations that created a user.</summary>
    public HashSet<int> Created { get; } = [];

    public static string Normal(string name) => name.Replace("e\u0301", "\u00e9", StringComparison.Ordinal).ToLowerInvariant();

    /// <returns>The status of the error, else 0; and the version.</returns>
    public (int Error, long? Version) Apply(JobOperation operation, int place, bool isRefused)
    {
        if (operation.Kind == What.Broken)
            return (400, null);
        if (isRefused)
            return (409, null);
        var manager = operation.Manager is { } other ? created[other].ToString() : null;
        if (operation.Kind == What.Post)
        {
            if (IsTaken(operation.Name, Guid.Empty))
                return (409, null);
            users.Add(new User(created[place], operation.Name, operation.Title, manager, 1, false));
            Created.Add(place);
            return (0, 1);
        }

        var index = users.FindIndex(user => user.Id == (operation.Created is { } id ? created[id] : before[operation.User]) && !user.Deleted);
        if (index < 0)
            return (404, null);
        var user = users[index];
        if (operation.Version is { } version && version != user.Version)
            return (412, null);
        var changed = operation.Kind switch
        {
            What.Put => user with { Name = operation.Name, Title = operation.Title, Manager = manager },
            What.Patch => user with { Title = operation.Title, Manager = manager ?? user.Manager },
            What.Rename => user with { Name = operation.Name },
            _ => user with { Deleted = true },
        };
        if (IsTaken(changed.Name, user.Id))
            return (409, null);
        if (changed != user)
            users[index] = changed with { Version = user.Version + 1 };
        return (0, users[index].Version);
    }

    bool IsTaken(string name, Guid by) => users.Any(user => !user.Deleted && user.Id != by && Normal(user.Name) == Normal(name));

    public sealed record User(Guid Id, string Name, string Title, string? Manager, long Version, bool Deleted);
}
