using Blink.Pipeline.Platform;
using Blink.Pipeline.Platform.Bus;
using Blink.Pipeline.Platform.Database;

namespace Blink.Pipeline.NotificationWorker;

/// <summary>
/// How a consumer waits for the database: in its place, and not in the dead letters. While the database is away, the messages that are
/// held stand still, and their queue keeps the rest.
/// </summary>
sealed class DatabaseWaits(HeldMessages held, TimeProvider timeProvider)
{
    static readonly Backoff Waits = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15));

    /// <summary>Does it until no transient error of the database is in the way.</summary>
    /// <typeparam name="T">What it comes to.</typeparam>
    /// <param name="work">What to do; it may run twice.</param>
    /// <param name="waiting">Told of each failed attempt, with its number.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What it came to; any other failure is thrown.</returns>
    public async Task<T> UntilDoneAsync<T>(Func<Task<T>> work, Action<int, Exception> waiting, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (Exception exception) when (PostgresErrors.IsTransient(exception))
            {
                waiting(attempt, exception);
                await held.HoldAsync(Task.Delay(Waits.WaitAfter(attempt, Random.Shared), timeProvider, cancellationToken));
            }
        }
    }
}
