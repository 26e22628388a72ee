using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.ProvisioningWorker.Accounts;
using Npgsql;

namespace Blink.Pipeline.ProvisioningWorker.ApplyUser;

/// <summary>
/// Applies a group of commands: load, decide, write, in one transaction. The newest desired state counts, whatever version a command
/// names, so a second run of the same commands changes nothing.
/// </summary>
sealed class ApplyUserWriter(
    NpgsqlDataSource dataSource,
    OutboxSignal outboxSignal,
    ProvisioningMetrics metrics,
    TimeProvider timeProvider,
    ILogger<ApplyUserWriter> logger)
{
    const int Tries = 3;

    // How often to look for who else is in the way. What is left over is rejected for now, and so found by the next look in one step.
    const int LooksForCompanions = 8;

    /// <summary>Applies a group.</summary>
    /// <param name="items">The commands; several may be of one user.</param>
    /// <param name="cancellationToken">Stops it; nothing is written then.</param>
    /// <returns>What became of each command, in their order.</returns>
    public async Task<IReadOnlyList<ApplyResult>> WriteAsync(IReadOnlyList<ApplyUserItem> items, CancellationToken cancellationToken)
    {
        var withCompanions = true;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WriteOnceAsync(items, withCompanions, cancellationToken);
            }
            catch (Exception exception) when (attempt < Tries && FailurePolicy.KindOf(exception) is FailureKind.Conflict or FailureKind.Clash)
            {
                logger.GroupTriedAgain(items.Count, exception);
            }
            catch (Exception exception) when (withCompanions && FailurePolicy.KindOf(exception) is FailureKind.Poison)
            {
                // It may be one of the users that nobody asked for: those must not harm this group.
                withCompanions = false;
                logger.GroupTriedAgain(items.Count, exception);
            }
        }
    }

    async Task<IReadOnlyList<ApplyResult>> WriteOnceAsync(
        IReadOnlyList<ApplyUserItem> items, bool withCompanions, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Guid[] organisations = [.. items.Select(item => item.Command.OrganisationId).Distinct()];
        var load = new GroupLoad(
            connection, await OrganisationLock.TryTakeAsync(connection, organisations, cancellationToken), cancellationToken);
        var free = items.Where(item => load.Organisations.Contains(item.Command.OrganisationId)).ToList();
        if (free.Count == 0)
            return [.. items.Select(_ => new ApplyResult(ApplyOutcome.Busy))];
        var decided = await ApplyAsync(free, withCompanions, load, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outboxSignal.Set();
        LogLinks(decided);
        Measure(decided, load.State);
        return Results(items, load, decided);
    }

    async Task<IReadOnlyList<DecidedUser>> ApplyAsync(
        List<ApplyUserItem> items, bool withCompanions, GroupLoad load, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await load.UsersAsync([.. items.Select(item => item.Command.ScimUserId).Distinct()]);
        var users = ToDecide(items, load.State);
        await load.NeighboursAsync(users);
        if (withCompanions)
            await AddCompanionsAsync(users, load, cancellationToken);
        var decided = GroupDecision.For(users, load.State.Accounts.Values, now);
        if (decided.Count > 0)
        {
            await GroupSave.SaveAsync(
                load.Connection, GroupChanges.Of(decided, load.State, now), (Traceparents(items), now), cancellationToken);
        }
        return decided;
    }

    /// <summary>
    /// Takes users into the group whose accounts are in the way and whose own change, still to come or waiting as well, may clear it:
    /// users who swap their e-mails, two or a whole ring of them, are applied only together, and the account of a user whose deletion is
    /// still to come is free for the next one.
    /// </summary>
    static async Task AddCompanionsAsync(List<DesiredUser> users, GroupLoad load, CancellationToken cancellationToken)
    {
        for (var look = 0; look < LooksForCompanions; look++)
        {
            var inTheWay = InTheWay(users, load);
            if (inTheWay.Count == 0)
                return;
            inTheWay.UnionWith(await WaitingBehind.ReadAsync(load.Connection, [.. inTheWay], cancellationToken));
            inTheWay.ExceptWith(load.State.Users.Keys);
            await load.UsersAsync([.. inTheWay]);
            var companions = inTheWay.Select(load.State.Users.GetValueOrDefault).OfType<LoadedUser>()
                .Where(user => !user.HasApplied(user.Desired.Version))
                .Select(user => user.Desired)
                .ToList();
            await load.NeighboursAsync(companions);
            users.AddRange(companions);
        }
    }

    static HashSet<Guid> InTheWay(List<DesiredUser> users, GroupLoad load)
    {
        var wanted = users.SelectMany(user => user.Keys).ToHashSet();
        return
        [
            .. load.State.Accounts.Values
                .Where(account => load.Organisations.Contains(account.OrganisationId) && account.Keys.Any(wanted.Contains))
                .Select(account => account.ScimUserId)
                .OfType<Guid>()
                .Where(user => !load.State.Users.ContainsKey(user)),
        ];
    }

    static List<DesiredUser> ToDecide(IReadOnlyList<ApplyUserItem> items, GroupState state) =>
    [
        .. items.Where(item => Find(item, state) is { } user && !user.HasApplied(item.Command.Version))
            .Select(item => state.Users[item.Command.ScimUserId].Desired)
            .DistinctBy(user => user.ScimUserId),
    ];

    static ApplyResult[] Results(IReadOnlyList<ApplyUserItem> items, GroupLoad load, IReadOnlyList<DecidedUser> decided)
    {
        var results = decided.ToDictionary(user => user.Desired.ScimUserId, user => user.Result);
        return [.. items.Select(ResultOf)];

        ApplyResult ResultOf(ApplyUserItem item) => Find(item, load.State) switch
        {
            _ when !load.Organisations.Contains(item.Command.OrganisationId) => new(ApplyOutcome.Busy),
            null => new(ApplyOutcome.Unknown),
            var user when user.HasApplied(item.Command.Version) => new(ApplyOutcome.Superseded),
            _ => results[item.Command.ScimUserId],
        };
    }

    // The first decision on a version: one that is made again after 40 minutes says nothing of how fast we are.
    void Measure(IReadOnlyList<DecidedUser> decided, GroupState state)
    {
        var now = timeProvider.GetUtcNow();
        foreach (var user in decided)
        {
            if (state.Users[user.Desired.ScimUserId].RecordedVersion is not { } recorded || recorded < user.Desired.Version)
                metrics.Decided(Names.Of(user.Result.Outcome), now - user.Desired.AcknowledgedAt);
        }
    }

    void LogLinks(IReadOnlyList<DecidedUser> decided)
    {
        foreach (var (desired, decision, _) in decided)
        {
            if (decision is AccountDecision.Link link)
            {
                var by = Names.Of(link.By);
                logger.AccountLinked(desired.OrganisationId, desired.ScimUserId, link.Account.Id, by);
            }
            if (decision is AccountDecision.Unlink { Account: { ScimUserId: not null } account })
                logger.AccountUnlinked(desired.OrganisationId, desired.ScimUserId, account.Id);
        }
    }

    // A command of another organisation's user finds nobody: organisations are walled off.
    static LoadedUser? Find(ApplyUserItem item, GroupState state) =>
        state.Users.GetValueOrDefault(item.Command.ScimUserId) is { } user && user.Desired.OrganisationId == item.Command.OrganisationId
            ? user
            : null;

    static Func<Guid, string?> Traceparents(IReadOnlyList<ApplyUserItem> items)
    {
        var byUser = items.DistinctBy(item => item.Command.ScimUserId).ToDictionary(item => item.Command.ScimUserId, item => item.Traceparent);
        return user => byUser.GetValueOrDefault(user);
    }
}
