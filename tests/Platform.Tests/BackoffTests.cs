using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Mail;

namespace Blink.Pipeline.NotificationWorker.Tests.Mail;

public class RetryWaitTests
{
    static readonly DigestOptions Options = new() { RetryDelay = TimeSpan.FromSeconds(30), MaxRetryDelay = TimeSpan.FromMinutes(15) };

    [Theory]
    [InlineData(1, 30)]
    [InlineData(2, 60)]
    [InlineData(5, 480)]
    [InlineData(6, 900)]
    [InlineData(1_000_000, 900)]
    public void The_wait_doubles_up_to_its_bound(int attempts, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), RetryWait.After(attempts, Options, random: 0.5));

    [Fact]
    public void A_fifth_of_it_is_left_to_chance()
    {
        Assert.Equal(TimeSpan.FromSeconds(24), RetryWait.After(1, Options, random: 0));
        Assert.InRange(RetryWait.After(1, Options, random: 0.9999), TimeSpan.FromSeconds(35.9), TimeSpan.FromSeconds(36));
    }
}
