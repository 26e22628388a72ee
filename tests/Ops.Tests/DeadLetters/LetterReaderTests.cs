using System.Text.Json;
using Blink.Pipeline.Ops.DeadLetters;
using RabbitMQ.Client;
using Names = Blink.Pipeline.Contracts.Queues;

namespace Blink.Pipeline.Ops.Tests.DeadLetters;

public sealed class LetterReaderTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_fault_is_read_from_its_headers()
    {
        var (organisation, user) = (Guid.NewGuid(), Guid.NewGuid());

        var letter = LetterReader.Read(Deliveries.Of(body: Deliveries.ApplyUserBody(organisation, user), messageId: "m1"), Now);

        Assert.Equal(
            (Names.ApplyUser, "ApplyUser", "m1", organisation, user, "fault"),
            (letter.OriginQueue, letter.MessageType, letter.MessageId, letter.OrganisationId, letter.SubjectId, letter.Cause));
        Assert.Equal("System.TimeoutException at Blink.Pipeline.Somewhere.Act", letter.GroupKey);
        Assert.Equal(DateTimeOffset.Parse("2026-11-23T10:11:12.1234567Z"), letter.FailedAt);
    }

    [Fact]
    public void A_letter_of_an_invite_names_the_invite()
    {
        var (organisation, invite) = (Guid.NewGuid(), Guid.NewGuid());
        var body = $$"""{"organisationId":"{{organisation}}","accountId":"{{Guid.NewGuid()}}","inviteId":"{{invite}}"}""";

        var letter = LetterReader.Read(Deliveries.Of("send-invite_error", body, Deliveries.FaultHeaders(queue: Names.SendInvite)), Now);

        Assert.Equal((Names.SendInvite, organisation, invite), (letter.OriginQueue, letter.OrganisationId, letter.SubjectId));
    }

    [Theory]
    [InlineData("apply-user_error", Names.ApplyUser)]
    [InlineData("apply-user_skipped", Names.ApplyUser)]
    [InlineData("notify-sync-errors_error", Names.NotifySyncErrors)]
    [InlineData("send-invite_error", Names.SendInvite)]
    [InlineData("send-invite_skipped", Names.SendInvite)]
    [InlineData("dead-letters", null)]
    public void Without_headers_the_queue_tells_where_it_failed(string queue, string? origin)
    {
        var letter = LetterReader.Read(Deliveries.Of(queue, "no json", []), Now);

        Assert.Equal((origin, "unknown", Now), (letter.OriginQueue, letter.Cause, letter.FailedAt));
    }

    [Fact]
    public void What_the_broker_gave_up_on_names_its_first_queue()
    {
        var letter = LetterReader.Read(Deliveries.Of(Names.DeadLetters, headers: new()
        {
            ["x-first-death-queue"] = "apply-user"u8.ToArray(),
            ["x-first-death-reason"] = "delivery_limit"u8.ToArray(),
            ["x-death"] = new List<object?> { new Dictionary<string, object?> { ["time"] = new AmqpTimestamp(1_700_000_000), ["count"] = 1L } },
        }), Now);

        Assert.Equal((Names.ApplyUser, "delivery_limit"), (letter.OriginQueue, letter.Cause));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), letter.FailedAt);
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_message_and_not_of_the_delivery()
    {
        var headers = Deliveries.FaultHeaders();
        var first = LetterReader.Read(Deliveries.Of(headers: headers, messageId: "m"), Now);
        headers["x-delivery-count"] = 9L;
        headers["x-acquired-count"] = 9L;
        var again = LetterReader.Read(Deliveries.Of(headers: headers, messageId: "m"), Now.AddHours(1));
        headers["MT-Fault-Timestamp"] = "2026-11-23T10:11:12.1234568Z";
        var another = LetterReader.Read(Deliveries.Of(headers: headers, messageId: "m"), Now);

        Assert.Equal(first.Fingerprint, again.Fingerprint);
        Assert.NotEqual(first.Fingerprint, another.Fingerprint);
    }

    [Fact]
    public void A_replay_keeps_what_is_the_messages_own_and_strips_what_its_failure_added()
    {
        var headers = Deliveries.FaultHeaders();
        headers["x-replay-count"] = 2;
        headers["x-death"] = new List<object?>();
        headers["x-first-death-queue"] = "apply-user";
        headers["x-dotnet-pub-seq-no"] = 5L;
        headers["custom"] = new byte[] { 0, 255 };
        var letter = LetterReader.Read(Deliveries.Of(headers: headers), Now);
        var json = JsonSerializer.Deserialize<JsonElement>(letter.Headers.ToJsonString());

        var replayed = ReplayHeaders.For(new ReplayLetter(42, Names.ApplyUser, letter.Properties, json, [], letter.ReplayCount), runId: 7);

        Assert.Equal(
            ["MT-Host-Info", "MT-MessageType", "custom", "traceparent", "x-replay-count", "x-replay-of", "x-replay-run"],
            replayed.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new byte[] { 0, 255 }, replayed["custom"]);
        Assert.Equal((3, 7, 42L), (replayed["x-replay-count"], replayed["x-replay-run"], replayed["x-replay-of"]));
    }
}
