using Blink.Pipeline.Ops.Invites;

namespace Blink.Pipeline.Ops.Tests.Invites;

public sealed class InviteeTests
{
    static readonly Invitee Active = new(Guid.NewGuid(), true, "ane@contoso.test", "Ane");
    static readonly Invitee Disabled = new(Guid.NewGuid(), false, "ane@contoso.test", "Ane");

    [Fact]
    public void The_active_account_is_meant_also_beside_a_disabled_one_of_the_same_person() =>
        Assert.Equal(Active, Invitee.Choose([Disabled, Active], "ane@contoso.test", "Contoso"));

    [Fact]
    public void Whoever_cannot_be_invited_is_refused_with_what_to_do()
    {
        Refused([], "has no account 'ane'", "accounts list --organisation 'Contoso A/S'");
        Refused([Disabled], "is disabled", "enable it in the directory");
        Refused([Active with { Email = null }], "has no e-mail address", "give it one in the directory");
        Refused([Active, Active with { AccountId = Guid.NewGuid() }], "fits 2 accounts", Active.AccountId.ToString());
    }

    static void Refused(Invitee[] found, string what, string advice)
    {
        var refusal = Assert.Throws<OpsException>(() => Invitee.Choose(found, "ane", "Contoso A/S"));
        Assert.Contains(what, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(advice, refusal.Message, StringComparison.Ordinal);
    }
}
