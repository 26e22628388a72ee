using Blink.Pipeline.Ops.Cli;
using Blink.Pipeline.Ops.DeadLetters;
using Blink.Pipeline.Ops.Mails;

namespace Blink.Pipeline.Ops.Tests;

public sealed class UrgencyTests
{
    [Theory]
    [InlineData("sent", "good", "[green]sent[/]")]
    [InlineData("pending", "warn", "[yellow]pending[/]")]
    [InlineData("failed", "bad", "[red]failed[/]")]
    [InlineData("superseded", "", "[grey]superseded[/]")]
    [InlineData("[odd]", "", "[grey][[odd]][/]")]
    public void A_state_has_one_urgency_in_the_console_and_on_a_terminal(string state, string cssClass, string markup)
    {
        Assert.Equal(cssClass, Urgencies.Of(state).CssClass());
        Assert.Equal(markup, Words.State(state));
    }

    [Fact]
    public void Of_mails_only_those_that_somebody_has_to_see_to_are_bad() =>
        Assert.Equal(["unaddressed", "failed"], OutgoingMail.Statuses.Where(status => Urgencies.Of(status) == Urgency.Bad));

    [Fact]
    public void A_replay_that_would_fail_again_is_bad() => Assert.Equal(
        [ReplayVerdict.OrganisationGone, ReplayVerdict.UserGone, ReplayVerdict.UnknownType, ReplayVerdict.Unreadable, ReplayVerdict.CannotBePublished],
        Enum.GetValues<ReplayVerdict>().Where(verdict => Urgencies.Of(verdict) == Urgency.Bad));
}
