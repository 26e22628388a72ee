using Blink.Pipeline.Ops.Access.SignIn;
using Blink.Pipeline.Ops.Audit;

namespace Blink.Pipeline.Ops.Access;

/// <summary>
/// The one way from the console and its API to the operations: nobody gets at a service but through it, and it asks first whether they
/// may. A denial is logged and audited; so is each look at the data of people.
/// </summary>
sealed class Gate(IServiceProvider services, EndedSessions ended, AuditLog audit, TimeProvider timeProvider, ILogger<Gate> logger)
{
    /// <summary>Runs an operation for somebody.</summary>
    /// <typeparam name="TService">The service that does it.</typeparam>
    /// <typeparam name="TResult">What it gives.</typeparam>
    /// <param name="caller">Who asks.</param>
    /// <param name="operation">What they ask for.</param>
    /// <param name="run">Does it; gets the service and the name for the audit.</param>
    /// <param name="cancellationToken">Stops what the gate itself does; <paramref name="run"/> has its own.</param>
    /// <returns>What <paramref name="run"/> gives.</returns>
    /// <exception cref="DeniedException">They may not.</exception>
    public async Task<TResult> RunAsync<TService, TResult>(
        Caller caller, Operation operation, Func<TService, string, Task<TResult>> run, CancellationToken cancellationToken)
        where TService : notnull
    {
        await DemandAsync(caller, operation, cancellationToken);
        return await run(services.GetRequiredService<TService>(), caller.Name);
    }

    /// <summary>Records that somebody looks at the data of people; a page says so once, not with each refresh.</summary>
    /// <param name="caller">Who looks.</param>
    /// <param name="subject">At what, as <c>user:ID</c>; never a name or a search term.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RecordLookAsync(Caller caller, string subject, CancellationToken cancellationToken)
    {
        await DemandAsync(caller, Operation.SeePeople, cancellationToken);
        await audit.WriteAsync(caller.Name, "people.seen", subject, new { }, cancellationToken);
    }

    async Task DemandAsync(Caller caller, Operation operation, CancellationToken cancellationToken)
    {
        if (!caller.IsSomebody(timeProvider.GetUtcNow()) || ended.Has(caller))
            throw new DeniedException("Your session has ended: sign in again.", sessionEnded: true);
        if (operation.IsAllowedTo(caller))
            return;
        logger.OperationDenied(operation.Name);
        await audit.WriteAsync(caller.Name, "operation.denied", $"operation:{operation.Name}", new { roles = Words(caller.Roles) }, cancellationToken);
        throw new DeniedException($"You may not {operation.Words}: that takes the role {string.Join(" or ", Words(operation.Roles))}.");
    }

    static IEnumerable<string> Words(IEnumerable<Role> roles) => roles.Order().Select(role => role.ToString().ToLowerInvariant());
}
