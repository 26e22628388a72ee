using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace Blink.Pipeline.EntraSimulator.Tests.Provisioning;

/// <summary>A clock that goes on only when somebody waits for it, and then by just as much: what is ready has run by then.</summary>
sealed class SteppedTime : FakeTimeProvider
{
    readonly Channel<TimeSpan> timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Lets time pass until the work is done.</summary>
    /// <param name="work">What waits.</param>
    /// <param name="passes">Which timers are waited for; the others are deadlines that should not be met.</param>
    public async Task<T> PassAsync<T>(Task<T> work, Func<TimeSpan, bool> passes)
    {
        while (true)
        {
            var timer = timers.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
            if (await Task.WhenAny(work, timer) == work)
                return await work;
            if (passes(await timer))
                Advance(await timer);
        }
    }
}
