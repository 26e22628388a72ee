using Blink.Pipeline.NotificationWorker.Digests;
using Blink.Pipeline.NotificationWorker.Tests.Fixtures;
using CsCheck;

namespace Blink.Pipeline.NotificationWorker.Tests.Digests;

public class InlineRoomTests
{
    [Fact]
    public void A_frequent_reason_does_not_hide_a_rare_one()
    {
        var errors = Section([.. Enumerable.Range(0, 900).Select(i => SampleContent.Person(i, "email_in_use")), SampleContent.Person(1, "no_identifier")]);
        var warnings = Section([SampleContent.Person(1, "phone_not_recognised")]);

        var shared = InlineRoom.Share([errors, warnings], room: 50);

        Assert.Equal([(900, 48), (1, 1), (1, 1)], shared.SelectMany(section => section.Groups).Select(group => (group.Total, group.People.Count)));
    }

    [Fact]
    public void The_room_is_used_up_and_never_exceeded() =>
        Gen.Select(Gen.Int[1, 40].Array[1, 6], Gen.Int[0, 60]).Sample((sizes, room) =>
        {
            var items = sizes.SelectMany((size, reason) => Enumerable.Range(0, size).Select(i => SampleContent.Person(i, $"reason{reason}"))).ToList();

            var section = InlineRoom.Share([Section(items)], room)[0];

            return section.Total == items.Count && section.Named == Math.Min(room, items.Count);
        });

    static DigestSection Section(IReadOnlyList<DigestItem> items) => DigestSection.Of("Section", items, withRemedies: true);
}
