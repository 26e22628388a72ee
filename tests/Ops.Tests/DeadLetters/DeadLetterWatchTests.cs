using Blink.Pipeline.Ops.DeadLetters;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class DeadLetterWatchTests(OpsServers ops) : IClassFixture<OpsServers>
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Letters_that_wait_count_by_closed_names_and_runs_of_any_program_count_once()
    {
        using var watch = new DeadLetterWatch(ops.Database.DataSource, TimeProvider.System, NullLogger<DeadLetterWatch>.Instance);
        Assert.All(await watch.WaitingAsync(Token), waiting => Assert.Equal(0, waiting.Value));
        var letter = LetterReader.Read(Deliveries.Of(), DateTimeOffset.UnixEpoch);
        // Whatever a message says of itself, it makes no series of its own.
        var other = LetterReader.Read(Deliveries.Of(messageId: "other"), DateTimeOffset.UnixEpoch);
        var strange = other with { Cause = "lee@x.example", OriginQueue = "mailbox of lee" };
        await ops.Services.GetRequiredService<DeadLetterStore>().InsertAsync([letter, strange], Token);

        var found = await watch.WaitingAsync(Token);
        Assert.Equal([("apply-user", "fault"), ("other", "other")], found.Where(waiting => waiting.Value == 1).Select(waiting => waiting.Key).Order());
        Assert.Equal(2, found.Values.Sum());
        Assert.Empty(await watch.HandledAsync(Token));

        await ops.JsonAsync("dead-letters", "discard", "1", "--reason", "a test");

        Assert.Equal(1, (await watch.HandledAsync(Token))["discard"]);
        Assert.Equal(0, (await watch.HandledAsync(Token))["discard"]);
        Assert.Equal(1, (await watch.WaitingAsync(Token)).Values.Sum());
    }
}
