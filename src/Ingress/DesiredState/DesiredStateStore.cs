using System.Diagnostics;
using System.Text.Json.Nodes;
using Blink.Pipeline.Ingress.AsyncRequests;
using Blink.Pipeline.Platform.Database;
using Blink.Pipeline.Platform.GroupCommits;
using Blink.Pipeline.Platform.Outbox;
using Blink.Pipeline.Platform.Telemetry;
using Blink.Pipeline.Scim.Errors;
using Microsoft.Extensions.Options;

namespace Blink.Pipeline.Ingress.DesiredState;

/// <summary>
/// Writes what organisations want. When a method returns, the change and its outbox row are committed together; when it throws,
/// neither is, unless the connection broke during the commit.
/// </summary>
sealed class DesiredStateStore : IAsyncDisposable
{
    readonly UserGroupWriter writer;
    readonly UserJobWriter jobs;
    readonly GroupCommit<UserWrite, UserWriteResult> groups;
    readonly OutboxSignal outboxSignal;
    readonly TimeProvider timeProvider;
    readonly int maxDocumentSize;

    public DesiredStateStore(
        UserGroupWriter writer,
        UserJobWriter jobs,
        OutboxSignal outboxSignal,
        TimeProvider timeProvider,
        IHostApplicationLifetime lifetime,
        IOptions<GroupCommitOptions> groupOptions,
        IOptions<IngressOptions> options)
    {
        (this.writer, this.jobs, this.outboxSignal, this.timeProvider) = (writer, jobs, outboxSignal, timeProvider);
        maxDocumentSize = options.Value.MaxDocumentSize;
        groups = new GroupCommit<UserWrite, UserWriteResult>(WriteGroupAsync, PostgresErrors.IsTransient, groupOptions.Value, timeProvider);
        // Before the web server ends its patience with the requests that wait for them.
        lifetime.ApplicationStopping.Register(groups.BeginGracePeriod);
    }

    /// <summary>How many changes wait for their group.</summary>
    public int WaitingCount => groups.WaitingCount;

    /// <summary>Stores a new user.</summary>
    /// <param name="organisationId">The organisation that it belongs to.</param>
    /// <param name="document">Its attributes.</param>
    /// <param name="cancellationToken">Stops the waiting; the user may be written all the same.</param>
    /// <param name="asyncRequest">Is recorded in the same commit, if the user is stored; null: nothing is.</param>
    /// <returns>The user at version 1.</returns>
    /// <exception cref="ScimException">
    /// 409 uniqueness: a user of the organisation has this userName, and can be found at once; 400 invalidValue: a value is too long
    /// to be looked up; 413: the document is too large.
    /// </exception>
    public async Task<StoredUser> CreateAsync(
        Guid organisationId, JsonObject document, CancellationToken cancellationToken, AsyncRequest? asyncRequest = null)
    {
        var creation = Creation(organisationId, NewId(), document) with { AsyncRequest = asyncRequest };
        return Told(UserOf(await groups.WriteAsync(creation, cancellationToken)));
    }

    /// <summary>Changes a user.</summary>
    /// <param name="organisationId">The organisation; a user of another one is not found.</param>
    /// <param name="id">The user.</param>
    /// <param name="change">Decides what becomes of it; pure, and possibly asked more than once.</param>
    /// <param name="cancellationToken">Stops the waiting; the change may be written all the same.</param>
    /// <param name="asyncRequest">Is recorded in the same commit, also if nothing changes; null: nothing is.</param>
    /// <returns>The user as it is now; of a deletion, as it was last.</returns>
    /// <exception cref="ScimException">404: there is none; 409, 400 and 413 as for a new user; or whatever <paramref name="change"/> throws.</exception>
    public async Task<StoredUser> ChangeAsync(
        Guid organisationId, Guid id, Func<StoredUser, UserChange> change, CancellationToken cancellationToken, AsyncRequest? asyncRequest = null)
    {
        var modification = Modification(organisationId, id, change) with { AsyncRequest = asyncRequest };
        return Told(UserOf(await groups.WriteAsync(modification, cancellationToken)));
    }

    /// <summary>Carries out a job whole, in a transaction of its own: a large one does not hold up the groups of single requests.</summary>
    /// <returns>What became of the items that were carried out, in order; the rest was not reached, because of <see cref="UserJob.FailOnErrors"/>.</returns>
    /// <exception cref="ScimException">503: others kept changing what the job needs; nothing of it is written.</exception>
    public async Task<IReadOnlyList<UserWriteResult>> WriteAsync(UserJob job, CancellationToken cancellationToken)
    {
        var results = await jobs.WriteAsync(job, cancellationToken);
        outboxSignal.Set();
        IngressMetrics.GroupSize.Record(results.Count);
        return results;
    }

    /// <summary>An id for a new user.</summary>
    public Guid NewId() => Guid.CreateVersion7(timeProvider.GetUtcNow());

    /// <summary>The write that stores a new user, as an item of a job.</summary>
    /// <exception cref="ScimException">400 and 413 as for <see cref="CreateAsync"/>.</exception>
    public UserCreation Creation(Guid organisationId, Guid id, JsonObject document)
    {
        Check(document);
        return new UserCreation(organisationId, id, Activity.Current?.Id, document);
    }

    /// <summary>The write that changes a user, as an item of a job.</summary>
    public UserModification Modification(Guid organisationId, Guid id, Func<StoredUser, UserChange> change) =>
        new(organisationId, id, Activity.Current?.Id, user => Checked(change(user)));

    public ValueTask DisposeAsync() => groups.DisposeAsync();

    async Task<IReadOnlyList<UserWriteResult>> WriteGroupAsync(IReadOnlyList<UserWrite> group, CancellationToken cancellationToken)
    {
        var results = await writer.WriteAsync(group, cancellationToken);
        outboxSignal.Set();
        IngressMetrics.GroupSize.Record(group.Count);
        return results;
    }

    UserChange Checked(UserChange change)
    {
        if (change is UserChange.Replaced(var document))
            Check(document);
        return change;
    }

    void Check(JsonObject document)
    {
        LookupKeys.Check(document);
        // A PATCH adds to what is there: without this, a user could grow with every request.
        if (UserRow.DocumentSize(document) is var size && size > maxDocumentSize)
        {
            throw ScimException.PayloadTooLarge(
                $"The user would have {size} bytes; at most {maxDocumentSize} are stored. Map fewer or shorter values to it.");
        }
    }

    // The request's span says what it wrote. A job's does not: it writes many.
    static StoredUser Told(StoredUser user)
    {
        Activity.Current.About(user.OrganisationId, user.Id, user.Version);
        return user;
    }

    // The stack of the group is of no use to the request: it throws the item's error as its own.
    static StoredUser UserOf(UserWriteResult result) => result.User ?? throw result.Error ?? UserErrors.NotFound;
}
