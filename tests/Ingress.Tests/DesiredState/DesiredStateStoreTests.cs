using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.DesiredState;
using Blink.Pipeline.Ingress.Tests.Hosting;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Scim.Errors;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Blink.Pipeline.Ingress.Tests.DesiredState;

public sealed class DesiredStateStoreTests(IngressFixture ingress) : IClassFixture<IngressFixture>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    DesiredStateStore Store => ingress.Host.Services.GetRequiredService<DesiredStateStore>();

    [Fact]
    public async Task An_item_that_PostgreSQL_refuses_harms_only_itself()
    {
        var organisation = Guid.NewGuid();
        var users = Enumerable.Range(0, 50).Select(number => Document($"user{number}", number == 20 ? "nul \0" : "fine"));
        var results = await Task.WhenAll(users.Select(user => FailureAsync(Store.CreateAsync(organisation, user, Token))));
        Assert.NotNull(results[20]);
        Assert.Equal(49, results.Count(result => result is null));
        Assert.Equal(49L, await CountAsync(organisation, "scim.users"));
        Assert.Equal(49L, await CountAsync(organisation, "scim.outbox"));
    }

    [Fact]
    public async Task A_rename_to_a_taken_name_harms_only_itself()
    {
        var organisation = Guid.NewGuid();
        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Store.CreateAsync(organisation, Document($"user{number}"), Token)));
        var results = await Task.WhenAll(users.Select((user, number) => FailureAsync(Store.ChangeAsync(
            organisation, user.Id, current => UserChange.To(current, Document(number == 7 ? "USER3" : $"user{number}", "new")), Token))));
        Assert.Equal(409, Assert.IsType<ScimException>(results[7]).Error.Status);
        Assert.Equal(19, results.Count(result => result is null));
        Assert.Equal(39L, await CountAsync(organisation, "scim.outbox"));
    }

    [Fact]
    public async Task A_group_with_a_rename_to_a_taken_name_is_written_as_one()
    {
        var organisation = Guid.NewGuid();
        var users = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => Store.CreateAsync(organisation, Document($"user{number}"), Token)));
        // User 8 becomes User 9, who is deleted in the same group, and user 7 wants the name of user 3.
        UserChange Change(StoredUser user, int number) => number == 9
            ? new UserChange.Deleted()
            : UserChange.To(user, Document(number switch { 7 => "USER3", 8 => "user9", _ => $"user{number}" }, "new"));
        int[] order = [9, .. Enumerable.Range(0, 20).Where(number => number != 9)];
        var results = await ingress.Host.Services.GetRequiredService<UserGroupWriter>().WriteAsync(
            [.. order.Select(number => new UserModification(organisation, users[number].Id, null, user => Change(user, number)))], Token);
        Assert.Equal([7], order.Where((_, item) => results[item].Error is ScimException { Error.Status: 409 }));
        Assert.Equal(19, results.Count(result => result.Error is null));
        Assert.Equal(39L, await CountAsync(organisation, "scim.outbox"));
    }

    [Fact]
    public async Task Two_groups_that_lock_each_other_out_are_written_all_the_same()
    {
        const int size = 50;
        var organisation = Guid.NewGuid();
        var writer = ingress.Host.Services.GetRequiredService<UserGroupWriter>();
        var users = await Task.WhenAll(Enumerable.Range(0, 2 * size).Select(number => Store.CreateAsync(organisation, Document($"user{number}"), Token)));
        var ids = users.Select(user => user.Id).Order().ToList();
        for (var round = 0; round < 10; round++)
        {
            // Both want the same names, in opposite orders.
            UserWrite Rename(int user, int name) => new UserModification(
                organisation, ids[user], null, current => UserChange.To(current, Document($"round{round}-{name}")));
            var written = await Task.WhenAll(
                IsWrittenWholeAsync(writer, [.. Enumerable.Range(0, size).Select(number => Rename(number, number))]),
                IsWrittenWholeAsync(writer, [.. Enumerable.Range(0, size).Select(number => Rename(size + number, size - number))]));
            Assert.Equal(1, written.Count(isWhole => isWhole));
        }
    }

    // The loser found the names taken, or the index did when it was too late to look.
    static async Task<bool> IsWrittenWholeAsync(UserGroupWriter writer, IReadOnlyList<UserWrite> group)
    {
        try
        {
            return (await writer.WriteAsync(group, Token)).All(result => result.Error is null);
        }
        catch (PostgresException exception) when (PostgresErrors.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    /// <summary>
    /// Random requests about few users and few names, through two instances at once. Every change appends its mark to the title, so
    /// a lost or doubled change shows; names say whether two users ever had one name.
    /// </summary>
    [Fact]
    public async Task Whatever_runs_at_once_every_acknowledged_change_is_in_the_user_once()
    {
        await using var other = IngressHost.Start(ingress.Database);
        DesiredStateStore[] stores = [Store, other.Services.GetRequiredService<DesiredStateStore>()];
        var requests = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Enum<Kind>()).Array[4, 40];
        await requests.SampleAsync(async all => await CheckAsync(stores, all), iter: 60, threads: 1);
    }

    enum Kind
    {
        Create,
        Append,
        Rename,
        Nothing,
        Delete,
        Fail,
    }

    async Task CheckAsync(DesiredStateStore[] stores, (int User, int Name, Kind Kind)[] requests)
    {
        var organisation = Guid.NewGuid();
        var first = await Task.WhenAll(Enumerable.Range(0, 3).Select(number => Store.CreateAsync(organisation, Document($"first{number}"), Token)));
        var outcomes = await Task.WhenAll(requests.Select(async (request, mark) =>
        {
            try
            {
                var user = await SendAsync(stores[mark % 2], organisation, first[request.User].Id, request, mark);
                return (Id: user.Id, Version: user.Version, Mark: request.Kind == Kind.Append ? $"[{mark}]" : null);
            }
            catch (ScimException exception)
            {
                Assert.Contains(exception.Error.Status, (int[])[404, 409, 412]);
                return (Id: Guid.Empty, Version: 0, Mark: null);
            }
        }));

        var rows = await RowsAsync(organisation);
        var names = rows.Where(row => !row.Deleted).Select(row => row.Name).ToList();
        Assert.Equal(names.Distinct().Count(), names.Count);
        foreach (var row in rows)
        {
            var acknowledged = outcomes.Where(outcome => outcome.Id == row.Id).ToList();
            var marks = acknowledged.Where(outcome => outcome.Mark is not null).OrderBy(outcome => outcome.Version).Select(outcome => outcome.Mark);
            Assert.Equal(string.Concat(marks), row.Title);
            Assert.Equal(Math.Max(1, acknowledged.Select(outcome => outcome.Version).DefaultIfEmpty().Max()), row.Version);
            Assert.Equal(row.Version, (await ingress.OutboxAsync(row.Id.ToString())).Max());
        }
    }

    static Task<StoredUser> SendAsync(DesiredStateStore store, Guid organisation, Guid id, (int User, int Name, Kind Kind) request, int mark) =>
        request.Kind == Kind.Create
            ? store.CreateAsync(organisation, Document($"name{request.Name}", ""), Token)
            : store.ChangeAsync(organisation, id, user => request.Kind switch
            {
                Kind.Append => UserChange.To(user, Document((string)user.Document["userName"]!, $"{user.Document["title"]}[{mark}]")),
                Kind.Rename => UserChange.To(user, Document($"name{request.Name}", (string?)user.Document["title"] ?? "")),
                Kind.Delete => new UserChange.Deleted(),
                Kind.Fail => throw ScimException.PreconditionFailed("as asked"),
                _ => new UserChange.Unchanged(),
            }, Token);

    static async Task<Exception?> FailureAsync(Task write) => await Record.ExceptionAsync(() => write);

    static JsonObject Document(string userName, string title = "") => new() { ["userName"] = userName, ["title"] = title };

    async Task<List<(Guid Id, string Name, string Title, long Version, bool Deleted)>> RowsAsync(Guid organisation)
    {
        await using var command = ingress.Database.DataSource.CreateCommand("""
            SELECT id, user_name_key, document ->> 'title', version, deleted_at IS NOT NULL
            FROM scim.users
            WHERE organisation_id = @organisation
            """);
        return await command.With("organisation", organisation).ReadAsync(
            row => (row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetBoolean(4)), Token);
    }

    async Task<long> CountAsync(Guid organisation, string table)
    {
        await using var command = ingress.Database.DataSource.CreateCommand($"SELECT count(*) FROM {table} WHERE organisation_id = @organisation");
        return (long)(await command.With("organisation", organisation).ExecuteScalarAsync(Token))!;
    }
}
