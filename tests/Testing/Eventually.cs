using System.Diagnostics;

namespace Blink.Pipeline.Testing;

/// <summary>Waits until something that happens elsewhere (another process, a broker) has happened. The only place in our tests that waits.</summary>
public static class Eventually
{
    static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    /// <summary>Asks again and again until the answer is yes.</summary>
    /// <param name="condition">The question. An exception counts as no.</param>
    /// <param name="deadline">When to give up and fail the test. Default 30 seconds.</param>
    public static Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? deadline = null) =>
        HoldsAsync(async () => Assert.True(await condition(), "It did not come to hold."), deadline);

    /// <summary>Asserts again and again until the assertions pass.</summary>
    /// <param name="assert">Fails for as long as it does not hold, with any exception.</param>
    /// <param name="deadline">When to give up and fail the test with the last failure. Default 30 seconds.</param>
    public static async Task HoldsAsync(Func<Task> assert, TimeSpan? deadline = null)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await PassesAsync(assert, mayFail: Stopwatch.GetElapsedTime(started) < (deadline ?? Deadline)))
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    static async Task<bool> PassesAsync(Func<Task> assert, bool mayFail)
    {
        try
        {
            await assert();
            return true;
        }
#pragma warning disable CA1031 // What an assertion throws is its own affair; the last one reaches the test.
        catch (Exception) when (mayFail && !TestContext.Current.CancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }
}
