using Blink.Pipeline.Ops.Users;

namespace Blink.Pipeline.Ops.Tests.Users;

public sealed class VersionStoryTests
{
    [Theory]
    [InlineData(1, null, "not decided on yet")]
    [InlineData(3, 2L, "not decided on yet")]
    [InlineData(1, 2L, "a later version was decided on")]
    public void A_version_without_decisions_is_told_by_what_was_decided_on_last(long version, long? last, string expected)
    {
        var decided = last is { } known ? new DecidedVersion(known, "applied", "update", null, DateTimeOffset.UnixEpoch) : null;

        Assert.Equal(expected, new VersionStory(version, null, null, []).Undecided(decided));
    }
}
