using System.Diagnostics;

namespace Blink.Pipeline.LocalServers;

/// <summary>Waiting for a server, which tells nobody when it is ready.</summary>
public static class Readiness
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <param name="answers">The question; an exception counts as no.</param>
    /// <param name="isHopeless">Ends the waiting early, for example because the process is gone.</param>
    /// <param name="deadline">How long to go on asking.</param>
    /// <param name="cancellationToken">Ends the waiting with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>False if it was hopeless or the deadline passed.</returns>
    public static async Task<bool> WaitAsync(
        Func<CancellationToken, Task<bool>> answers, Func<bool> isHopeless, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(answers, cancellationToken))
        {
            if (isHopeless() || Stopwatch.GetElapsedTime(started) > deadline) return false;
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
        return true;
    }

    static async Task<bool> AnswersAsync(Func<CancellationToken, Task<bool>> answers, CancellationToken cancellationToken)
    {
        try
        {
            return await answers(cancellationToken);
        }
#pragma warning disable CA1031 // Whatever a server that is just starting throws at its clients means "not yet".
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
